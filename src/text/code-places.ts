import { blockAt } from './fences.ts';
import { beginsDefinition, beginsProgram, firstSentence } from './prose.ts';

/** Where code stands in a text. Asked in ascending order, since it reads the text once. */
interface CodePlaces {
  /** Whether what stands there is part of a fenced block, of an unfenced program or object, or quoted on its line. */
  holds(start: number, end: number): boolean;
  /** From this offset on the text is read as if it began there. */
  restart(offset: number): void;
}

export function codeIn(text: string): CodePlaces {
  const lines = text.split(/\r\n|\r|\n/);
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)];
  const startOf = (line: number): number => starts[line] ?? text.length;
  let next = 0;
  let isFirst = true;
  let code = { start: 0, end: 0 };
  let fenceless = -1;

  const readLine = (): void => {
    // A line may be read anew at each of a hundred thousand tags in it, and searched for a fence once.
    if (fenceless !== next && !/`{3}|~{3}/.test(lines[next] ?? '')) fenceless = next;
    const block = fenceless === next ? undefined : blockAt(lines, next);
    const unfenced = block === undefined ? endOfUnfenced(lines, next, isFirst) : undefined;
    if (block !== undefined) {
      code = { start: startOf(next + 1), end: block.isClosed ? startOf(block.lastLine) : text.length };
    } else if (unfenced !== undefined) {
      code = { start: startOf(next), end: startOf(unfenced) };
    }
    isFirst &&= lines[next]?.trim() === '';
    next = block === undefined ? (unfenced ?? next + 1) : block.lastLine + 1;
  };

  return {
    holds(start, end) {
      while (next < lines.length && startOf(next) <= start) readLine();
      return (code.start <= start && start < code.end) || isQuoted(text, start, end);
    },
    restart(offset) {
      while (next < lines.length && startOf(next) <= offset) next++;
      while (next > 0 && startOf(next) > offset) next--;
      if (next === lines.length) next--;
      lines[next] = lines[next]?.slice(offset - startOf(next)) ?? '';
      starts[next] = offset;
      [isFirst, code] = [true, { start: 0, end: 0 }];
    },
  };
}

/** The line behind an unfenced program that begins on this line, or behind an object that begins the text. */
function endOfUnfenced(lines: readonly string[], from: number, isFirst: boolean): number | undefined {
  const line = lines[from] ?? '';
  const begins = beginsDefinition(line) || (isFirst && (/^\s*\{/.test(line) || beginsProgram(line)));
  return begins ? firstSentence(lines, from) : undefined;
}

/** Characters around a tag, on its line, in which quotes are looked for. */
const NEAR = 500;

function isQuoted(text: string, start: number, end: number): boolean {
  const near = text.slice(Math.max(0, start - NEAR), start);
  if (!/["`']/.test(near)) return false;
  const before = near.split(/[\r\n]/).at(-1) ?? '';
  const [after = ''] = text.slice(end, end + NEAR).split(/[\r\n]/, 1);
  const isBetween = (quote: string): boolean => before.split(quote).length % 2 === 0 && after.includes(quote);
  return isBetween('"') || isBetween('`') || (before.endsWith("'") && after.startsWith("'"));
}
