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

/** Rows under a header, columns as wide as they need to be; a cell can't break its line. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return columns(
    [header, ...rows.map((row) => row.map((cell) => oneLine(cell)))],
    header.map(() => 'left'),
  ).join('\n');
}
