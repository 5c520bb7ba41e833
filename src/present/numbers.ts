import type { Interval } from '../statistics/contract.ts';

/** What stands where a number is not known or does not apply. */
export const NONE = '–';

/** So many digits after the point, a true minus sign, and no negative zero. */
export function decimal(value: number | null | undefined, digits: number): string {
  if (value == null) return NONE;
  return value
    .toFixed(digits)
    .replace(/^-(0(?:\.0+)?)$/, '$1')
    .replace('-', '−');
}

/** `0.7265` as `72.7%`. */
export function percent(fraction: number | null | undefined): string {
  return fraction == null ? NONE : `${decimal(100 * fraction, 1)}%`;
}

/** A 95% interval of fractions, in percent: `[64.2, 80.0]`. */
export function interval(range: Interval | null): string {
  return range === null ? NONE : `[${decimal(100 * range.low, 1)}, ${decimal(100 * range.high, 1)}]`;
}

/** `72.7% [64.2, 80.0]`. */
export function percentWithInterval(fraction: number | null, range: Interval | null): string {
  return range === null ? percent(fraction) : `${percent(fraction)} ${interval(range)}`;
}

/** Signed difference of two percentages: `+9.4 points`. */
export function points(difference: number | null): string {
  if (difference === null) return NONE;
  const value = decimal(100 * difference, 1);
  return `${Number(value) > 0 ? '+' : ''}${value} points`;
}

/** `+9.4 points [3.1, 15.6]`. */
export function pointsWithInterval(of: { difference: number; interval: Interval }): string {
  return `${points(of.difference)} ${interval(of.interval)}`;
}

/** Dollars with as many digits as they need; an unknown price is a word and never zero. */
export function dollars(amount: number | null): string {
  if (amount === null) return 'unpriced';
  if (amount === 0) return '$0';
  if (Math.abs(amount) >= 1) return `$${amount.toFixed(2)}`;
  if (Math.abs(amount) >= 0.01) return `$${amount.toFixed(4).replace(/0{1,2}$/, '')}`;
  return `$${Number(amount.toPrecision(2)).toFixed(Math.min(10, 1 - Math.floor(Math.log10(Math.abs(amount)))))}`;
}

/** A sum of dollars that may be incomplete: what has no price is counted apart, never as 0. */
export interface Money {
  /** `null` when nothing had a price. */
  usd: number | null;
  /** Parts without a known price. */
  unpriced: number;
}

/** Dollars of a sum; says so when part of it has no price. */
export function money({ usd, unpriced }: Money): string {
  return usd !== null && unpriced > 0 ? `${dollars(usd)} + unpriced` : dollars(usd);
}

/** Whole numbers with thousands set apart, such as tokens; with a noun `1 call`, `1,234 calls`. */
export function count(value: number | null, noun?: string): string {
  const number = value === null ? NONE : Math.round(value).toLocaleString('en-US');
  if (noun === undefined) return number;
  return `${number} ${noun}${value === 1 ? '' : 's'}`;
}

/** A ratio such as calls per item: no more digits than it has. */
export function ratio(value: number | null, digits = value !== null && value < 10 ? 2 : 1): string {
  return value === null ? NONE : decimal(value, digits).replace(/\.?0+$/, '');
}

/** `1 call an item`, `2.4 calls an item`. */
export function callsAnItem(value: number | null): string {
  const shown = ratio(value);
  return `${shown} ${shown === '1' ? 'call' : 'calls'} an item`;
}

/** Bytes: `512 B`, `1.5 kB`, `12.3 GB`. */
export function size(bytes: number): string {
  if (bytes < 999.5) return `${Math.round(bytes)} B`;
  if (bytes < 999_950) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 999_950_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** `850 ms`, `4.2 s`, `3 min 20 s`, `2 h 05 min`. */
export function duration(ms: number | null): string {
  if (ms === null) return NONE;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `40 s`, `5 min`, `1.7 h`, `12 d`: for what is not known better, or need not be. */
export function roughDuration(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 1) return `${Math.ceil(ms / 10_000) * 10} s`;
  if (minutes < 100) return `${Math.round(minutes)} min`;
  return minutes < 48 * 60 ? `${ratio(minutes / 60, 1)} h` : `${Math.round(minutes / 1_440)} d`;
}

/** `p = 0.042` or `p < 0.001`: three digits, never 0. */
export function pValue(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** `2026-01-02 03:04 UTC`, of a date as text or in milliseconds; a text that is no date stays as it is. */
export function moment(when: string | number | null): string {
  if (when === null || Number.isNaN(when)) return NONE;
  const date = new Date(when);
  return Number.isNaN(date.valueOf()) ? String(when) : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A JSON value on one line, as a person writes it: strings bare. */
export function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? NONE);
}
