import { ADVERB, AFTERWORD, CHECK, DENIED, FIRST_SENTENCE, MARKER, REASON, WRONG } from './words.ts';

const MOST_MARKERS = 20;
const LONGEST = 2000;

/**
 * What stands after "the answer is", "Respuesta:", "答案：" and the like, the last one first; at most 2,000
 * characters each.
 */
export function statements(text: string): string[] {
  const markers = [...text.matchAll(MARKER)].slice(-MOST_MARKERS).toReversed();
  return markers
    .map(({ index, 0: marker }) => opened(text.slice(index + marker.length, index + marker.length + LONGEST)))
    .filter((stated) => stated !== '' && !DENIED.test(stated));
}

/** Without colons, adverbs and the end of a bold "**Answer:**" before the value. */
function opened(stated: string): string {
  let text = stated
    .replace(/^[\s:=\uff1a]+/, '')
    .replace(/^(?:\*{1,3}|_{1,2})(?=\s|$)/, '')
    .trimStart();
  for (let adverb = ADVERB.exec(text), count = 0; adverb && count < 4; adverb = ADVERB.exec(text), count++)
    text = text.slice(adverb[0].length);
  return text.replace(/^[\s:=\uff1a]+/, '').trimEnd();
}

/**
 * Sentences, lines and parts between semicolons, each without what follows "because"; those that call a
 * value wrong are left out.
 */
export function claims(text: string): string[] {
  return segments(text)
    .map(withoutReason)
    .filter((segment) => segment !== '' && !WRONG.test(segment));
}

/** The part of a sentence before its reason. */
export function withoutReason(sentence: string): string {
  const at = sentence.search(REASON);
  const head = at > 0 ? sentence.slice(0, sentence[at] === ')' ? at + 1 : at) : sentence;
  return head.trim();
}

/** Cuts at line breaks, at the ends of sentences and at semicolons, but not within brackets or a formula. */
export function segments(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let formula = false;
  let start = 0;
  const cut = (end: number, next: number) => {
    found.push(text.slice(start, end).trim());
    [start, depth, formula] = [next, 0, false];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '$') formula = !formula;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    else if (character === '\n' && !formula && depth === 0) cut(at, at + 1);
    else if (!formula && depth === 0 && isEnd(text, at)) cut(at + (character === ';' ? 0 : 1), at + 1);
  }
  cut(text.length, text.length);
  return found.filter((segment) => segment !== '');
}

/** `.` before a space, unless it ends an abbreviation or a number in a list (`1. 5`). */
function isEnd(text: string, at: number): boolean {
  const character = text.charAt(at);
  if (character === '\u3002') return true;
  if (!'.!?;'.includes(character) || !/\s/.test(text[at + 1] ?? ' ')) return false;
  if (character === '!' && /\s?[-+*/^=]/.test(text.slice(at + 1, at + 3))) return false;
  return (
    character !== '.' ||
    !/(?:^|\s)(?:rs|mr|mrs|dr|st|no|approx|ca|vs|eq|fig)$/i.test(text.slice(Math.max(0, at - 7), at))
  );
}

/** The first line or sentence, when an explanation of it follows: `18`, then a line "Explanation: ...". */
export function answeredFirst(text: string): string | undefined {
  const end = text.indexOf('\n');
  const line = text.slice(0, end < 0 ? 0 : end).trim();
  if (line !== '' && AFTERWORD.test(text.slice(end + 1, end + 200).trimStart())) return line;
  return FIRST_SENTENCE.exec(text.slice(0, 100))?.[1];
}

/** Without the sentences in which a finished answer is checked once more. */
export function withoutCheck(text: string): string {
  const at = text.search(CHECK);
  return at > 0 ? text.slice(0, at).trim() : text;
}
