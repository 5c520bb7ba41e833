import type { Interval } from '../statistics/contract.ts';

/** What stands where a number is not known or does not apply. */
export const NONE = '–';

/** `0.7265` as `72.7 %`. */
export function percent(fraction: number | null): string {
  return fraction === null ? NONE : `${(100 * fraction).toFixed(1)} %`;
}

/** Signed difference of two percentages, in points. */
export function points(difference: number | null): string {
  if (difference === null) return NONE;
  const value = (100 * difference).toFixed(1);
  return `${difference > 0 && value !== '0.0' ? '+' : ''}${value.replace('-', '−').replace('−0.0', '0.0')} pts`;
}

/** A 95 % interval of fractions, in percent: `[64.2, 80.0]`. */
export function interval(range: Interval | null): string {
  return range === null ? NONE : `[${bound(range.low)}, ${bound(range.high)}]`;
}

function bound(fraction: number): string {
  return (100 * fraction)
    .toFixed(1)
    .replace(/^-0\.0$/, '0.0')
    .replace('-', '−');
}

/** Dollars with as many digits as they need; an unknown price is a word and never zero. */
export function usd(amount: number | null): string {
  if (amount === null) return 'unpriced';
  if (amount === 0) return '$0';
  if (Math.abs(amount) >= 1) return `$${amount.toFixed(2)}`;
  if (Math.abs(amount) >= 0.01) return `$${amount.toFixed(4)}`;
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
export function money({ usd: amount, unpriced }: Money): string {
  return amount !== null && unpriced > 0 ? `${usd(amount)} + unpriced` : usd(amount);
}

/** Whole numbers with thousands set apart. */
export function count(value: number | null): string {
  return value === null ? NONE : Math.round(value).toLocaleString('en-US');
}

/** A ratio such as calls an item. */
export function ratio(value: number | null): string {
  return value === null ? NONE : value.toFixed(value < 10 ? 2 : 1).replace(/\.?0+$/, '');
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

/** `p = 0.042` or `p < 0.001`: three digits, never 0. */
export function pValue(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** `2026-01-02 03:04 UTC`; what is no date stays as it is. */
export function moment(iso: string | null): string {
  if (iso === null) return NONE;
  const date = new Date(iso);
  return Number.isNaN(date.valueOf()) ? iso : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A JSON value on one line, as a person writes it: strings bare. */
export function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? NONE);
}
