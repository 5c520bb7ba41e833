import { columns, percentWithInterval, roughDuration } from '../present/index.ts';
import { oneLine } from '../base/printable.ts';
import type { Interval } from '../statistics/index.ts';

export { count, dollars, duration, percent, pointsWithInterval } from '../present/index.ts';

/** `81.3% [73.6, 87.1]`. */
export function score(accuracy: number | null, interval: Interval | null): string {
  return accuracy === null ? 'inconclusive' : percentWithInterval(accuracy, interval);
}

/** `now`, `5 min`, `3 h`, `12 d`. */
export function age(ms: number): string {
  return ms < 60_000 ? 'now' : roughDuration(ms);
}

/**
 * A text in at most 40 characters for a table: what a task is stands at its beginning, what a file is at its end.
 * `--json` has all of it.
 */
export function byItsEnds(text: string): string {
  const [head, tail] = [26, 13];
  const characters = [...oneLine(text)];
  if (characters.length <= head + 1 + tail) return characters.join('');
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}

/** Rows under a header, columns as wide as they need to be; a cell can't break its line. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return columns(
    [header, ...rows.map((row) => row.map((cell) => oneLine(cell)))],
    header.map(() => 'left'),
  ).join('\n');
}
