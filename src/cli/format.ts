import { columns } from '../present/index.ts';
import { oneLine } from '../base/printable.ts';
import type { Interval } from '../statistics/index.ts';

/** `81.3%`. */
export function percent(share: number | null | undefined): string {
  return share == null ? '-' : `${(100 * share).toFixed(1)}%`;
}

/** `81.3% [73.6, 87.1]`. */
export function score(accuracy: number | null, interval: Interval | null): string {
  if (accuracy === null) return 'inconclusive';
  return interval === null
    ? percent(accuracy)
    : `${percent(accuracy)} [${(100 * interval.low).toFixed(1)}, ${(100 * interval.high).toFixed(1)}]`;
}

/** `+2.0 points [-2.1, +6.1]`: a difference of two scores with its interval. */
export function points({ difference, interval }: { difference: number; interval: Interval }): string {
  return `${signed(difference)} points [${signed(interval.low)}, ${signed(interval.high)}]`;
}

function signed(share: number): string {
  return `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)}`;
}

/** `$0.0123`, or `unpriced`: an unknown price is never shown as $0. */
export function dollars(usd: number | null): string {
  if (usd === null) return 'unpriced';
  if (usd === 0) return '$0';
  return usd >= 1 ? `$${usd.toFixed(2)}` : `$${Number(usd.toPrecision(2))}`;
}

/** `3.2 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 1) return `${Math.round(ms)} ms`;
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** `now`, `5 min`, `3 h`, `12 d`. */
export function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1_440)} d`;
}

/** Rows under a header, columns as wide as they need to be; a cell can't break its line. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return columns(
    [header, ...rows.map((row) => row.map((cell) => oneLine(cell)))],
    header.map(() => 'left'),
  ).join('\n');
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** `2026-01-31 08:05`, in UTC; `-` for what is no time. */
export function when(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '-' : date.toISOString().slice(0, 16).replace('T', ' ');
}
