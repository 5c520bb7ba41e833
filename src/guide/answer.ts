import { withoutThinking } from '../text/index.ts';

export interface Guide {
  text: string;
  words: number;
  /** Whether more was written than was asked for, and left out. */
  isCut: boolean;
}

/** The guide in an answer: without thinking and a fence around it all, in whole lines of at most so many words. */
export function guideIn(answer: string, most: number): Guide {
  const lines = unfenced(withoutThinking(answer).trim()).split('\n');
  const kept: string[] = [];
  let words = 0;
  for (const line of lines) {
    const more = wordsOf(line);
    if (words + more > most) break;
    kept.push(line);
    words += more;
  }
  return { text: kept.join('\n').trim(), words, isCut: kept.length < lines.length };
}

/** Characters of a line below which it may be the same by chance. */
const TELLING = 12;

/** Share of a guide's lines that stand in what its writer was shown: a weak one hands that back. In [0, 1]. */
export function shareCopied({ text }: Pick<Guide, 'text'>, shown: readonly string[]): number {
  const tellingLines = (of: string): string[] =>
    of.split('\n').flatMap((line) => (line.trim().length < TELLING ? [] : [line.trim()]));
  const known = new Set(shown.flatMap(tellingLines));
  const lines = tellingLines(text);
  return lines.length === 0 ? 0 : lines.filter((line) => known.has(line)).length / lines.length;
}

function unfenced(text: string): string {
  const lines = text.split('\n');
  return lines.length > 2 && lines[0]?.startsWith('```') && lines.at(-1) === '```'
    ? lines.slice(1, -1).join('\n').trim()
    : text;
}

function wordsOf(line: string): number {
  return line.split(/\s/).filter((word) => word !== '').length;
}
