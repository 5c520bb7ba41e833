import { segments } from './answer/stated.ts';

/** An answer that goes through the options, one after the other. */
export interface ListedOptions {
  /** What it says after the last of them: there it concludes. */
  after: string;
  /** Its first line names the first of them, and no answer. */
  fromFirstLine: boolean;
}

/**
 * The options that a text without dressing goes through, in their order: at least two on lines of their own, or all on
 * its first line (`A) x B) y`). A single one before or after them is what it answers.
 */
export function listedOptions(text: string, letters: string): ListedOptions | undefined {
  const lists = runs(labelled(text, letters)).filter((run) => run.length > 1);
  const end = lists.at(-1)?.at(-1)?.end;
  if (end === undefined) return onFirstLine(text, letters);
  return { after: text.slice(end), fromFirstLine: lists[0]?.[0]?.start === 0 };
}

interface Label {
  letter: string;
  /** Of its line. */
  start: number;
  end: number;
}

/** Lines such as `A) text`, `(A) text`, `A. text`, `A: text`, `Option A - text`. */
function labelled(text: string, letters: string): Label[] {
  const any = letters + letters.toLowerCase();
  const line = new RegExp(
    String.raw`^[\s>#*\u2022-]{0,8}(?:(?:option|choice) )?` +
      String.raw`(?:\(([${any}])\)|([${any}])(?:[).:]| ?[-\u2013\u2014]))(?:\s[^\n]*)?$`,
    'gim',
  );
  return [...text.matchAll(line)].map(({ 0: whole, 1: bracketed, 2: marked = '', index }) => ({
    letter: (bracketed ?? marked).toUpperCase(),
    start: index,
    end: index + whole.length,
  }));
}

/** Cut where a letter does not come after the one before it. */
function runs(labels: readonly Label[]): Label[][] {
  const found: Label[][] = [];
  for (const label of labels) {
    const current = found.at(-1);
    if (current !== undefined && current.at(-1)!.letter < label.letter) current.push(label);
    else found.push([label]);
  }
  return found;
}

/** `A) x B) y C) z` in one line at the beginning. */
function onFirstLine(text: string, letters: string): ListedOptions | undefined {
  const [line = ''] = text.split('\n', 1);
  let end = 0;
  let count = 0;
  for (const { 0: label, 1: letter, index } of line.matchAll(new RegExp(String.raw`\(?\b([${letters}])[).:]\s`, 'g'))) {
    if (letter !== letters[count] || (count === 0 && index > 0)) break;
    end = index + label.length;
    count++;
  }
  const [option = ''] = segments(text.slice(end));
  return count < 2 ? undefined : { after: text.slice(end + option.length), fromFirstLine: true };
}
