import { seededRandom } from '../random.ts';
import type { Interval } from './contract.ts';
import { sortedPercentile } from './percentile.ts';

export interface BootstrapOptions {
  /** @default 0 */
  seed?: number;
  /** Resamples drawn. @default 2000 */
  resamples?: number;
}

/** What one independent unit adds to a mean: its summed value and how many values that is. */
export interface Unit {
  sum: number;
  count: number;
}

/**
 * 95 % percentile bootstrap interval of the mean over all values, resampling whole units (for us: items with all their
 * repeats). Equal input and seed give equal output on every machine.
 *
 * Source: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 8 (units) and 13 (percentiles).
 *
 * @throws {RangeError} for no units.
 */
export function bootstrapInterval(
  units: readonly Unit[],
  { seed = 0, resamples = 2000 }: BootstrapOptions = {},
): Interval {
  if (units.length === 0) throw new RangeError('Expected `units` to hold at least one unit, got none');
  const random = seededRandom('bootstrap', seed, units.length);
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) means[i] = resampledMean(units, random);
  means.sort();
  return { low: sortedPercentile(means, 0.025), high: sortedPercentile(means, 0.975) };
}

function resampledMean(units: readonly Unit[], random: () => number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < units.length; i++) {
    const unit = units[Math.floor(random() * units.length)]!;
    sum += unit.sum;
    count += unit.count;
  }
  return sum / count;
}
