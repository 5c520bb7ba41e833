import { elementAt } from '../../../base/lists.ts';

/** A number as it is spelt: its digits as JavaScript reads them, and where it ends. */
export interface Digits {
  digits: string;
  end: number;
}

const MOST_GROUPS = 16;

/**
 * Reads the number that begins at `start`, with the separators of any country: `1,234.5`, `1.234,5`, `1
 * 234`, `1'234`, `1,00,000`, `1_000`; `3,5` has a decimal comma, `3,500` does not, and `1,2,3` are three
 * numbers. The text has ASCII digits.
 */
export function readDigits(text: string, start: number): Digits | undefined {
  const groups: Digits[] = [];
  const separators: string[] = [];
  let last: Digits | undefined;
  for (let at = start; groups.length < MOST_GROUPS;) {
    const from = at;
    while (isDigit(text[at])) at++;
    if (at === from && !(groups.length === 0 && text[at] === '.' && isDigit(text[at + 1]))) break;
    const digits = text.slice(from, at);
    if (text[from - 1] === '_' && last !== undefined) [last.digits, last.end] = [last.digits + digits, at];
    else groups.push((last = { digits, end: at }));
    const separator = text[at] ?? '';
    if (separator === '' || !".,' _".includes(separator) || !isDigit(text[at + 1])) break;
    // What is no group ends a number; one part more shows whether `1,5` is a decimal or the start of a list.
    if (groups.length > 2 && !(last.digits.length === 3 || last.digits.length === 2)) break;
    if (separator !== '_') separators.push(separator);
    at++;
  }
  if (groups.length === 0) return undefined;
  const parts = groups.map(({ digits }) => digits);
  const [digits, used] = spelling(parts, separators);
  return { digits, end: elementAt(groups, used - 1).end };
}

/** The value of the groups as one number, and how many of the groups belong to it. */
function spelling(parts: readonly string[], separators: readonly string[]): [digits: string, used: number] {
  const [first, second] = parts as [string, string];
  const separator = separators[0];
  if (separator === undefined) return [first, 1];
  const same = separators.findIndex((other) => other !== separator);
  const run = same < 0 ? separators.length : same;
  const groups = parts.slice(0, run + 1);
  if (separator === ' ' || separator === "'") return spaced(groups, separator, separators[run], parts[run + 1]);
  const other = separator === ',' ? '.' : ',';
  const hasDecimals = separators[run] === other && separators[run + 1] !== other;
  if (run >= 2 || hasDecimals) {
    if (isGrouped(groups, separator))
      return hasDecimals ? [`${groups.join('')}.${parts[run + 1]}`, run + 2] : [groups.join(''), run + 1];
    return separator === ',' ? [first, 1] : [`${first}.${second}`, 2];
  }
  if (separator === ',' && isGrouped(groups, separator)) return [first + second, 2];
  return [`${first}.${second}`, 2];
}

/** `1 234 567,5`: groups of three, as far as they go. */
function spaced(
  groups: readonly string[],
  separator: string,
  next: string | undefined,
  decimals: string | undefined,
): [string, number] {
  const end = groups.findIndex((group, k) => k > 0 && group.length !== 3);
  const grouped = end < 0 ? groups : groups.slice(0, end);
  if (grouped.length < 2 || !isGrouped(grouped, separator)) return [elementAt(groups, 0), 1];
  const whole = grouped.join('');
  if (end < 0 && (next === ',' || next === '.')) return [`${whole}.${decimals}`, groups.length + 1];
  return [whole, grouped.length];
}

function isGrouped(groups: readonly string[], separator: string): boolean {
  const [first, ...rest] = groups as [string, ...string[]];
  if (first === '' || first.length > 3 || first.startsWith('0')) return false;
  if (rest.every((group) => group.length === 3)) return true;
  // Lakh and crore.
  return (
    separator === ',' &&
    first.length <= 2 &&
    rest.at(-1)?.length === 3 &&
    rest.slice(0, -1).every((group) => group.length === 2)
  );
}

export function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}
