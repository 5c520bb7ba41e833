import type { Interval } from './contract.ts';
import { wilsonInterval } from './wilson.ts';

/** Number of items by which side got them right. */
export interface PairedTable {
  both: number;
  onlyFirst: number;
  onlySecond: number;
  neither: number;
}

/**
 * 95% interval of the difference first - second of two proportions on the same items: Wilson limits of each, squared
 * and added, with a term for their correlation. Stays inside [-1, 1] and has width even where nothing differs.
 *
 * Source: R. G. Newcombe, "Improved confidence intervals for the difference between
 * binomial proportions based on paired data", Statistics in Medicine 17 (1998), method 10.
 */
export function newcombeInterval({ both, onlyFirst, onlySecond, neither }: PairedTable): Interval {
  const n = both + onlyFirst + onlySecond + neither;
  const first = (both + onlyFirst) / n;
  const second = (both + onlySecond) / n;
  const a = wilsonInterval(both + onlyFirst, n);
  const b = wilsonInterval(both + onlySecond, n);
  const phi = correlation({ both, onlyFirst, onlySecond, neither });
  const down = squareAndAdd(first - a.low, b.high - second, phi);
  const up = squareAndAdd(a.high - first, second - b.low, phi);
  return { low: first - second - down, high: first - second + up };
}

function squareAndAdd(x: number, y: number, phi: number): number {
  return Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
}

/** Phi of the table, with Newcombe's continuity correction where positive; 0 if a margin is empty. */
function correlation({ both, onlyFirst, onlySecond, neither }: PairedTable): number {
  const margins = [both + onlyFirst, onlySecond + neither, both + onlySecond, onlyFirst + neither];
  if (margins.includes(0)) return 0;
  const n = both + onlyFirst + onlySecond + neither;
  const cross = both * neither - onlyFirst * onlySecond;
  const corrected = cross > 0 ? Math.max(0, cross - n / 2) : cross;
  return corrected / Math.sqrt(margins.reduce((product, margin) => product * margin, 1));
}
