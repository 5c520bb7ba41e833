import type { Random } from '../base/random.ts';
import type { Interval } from './contract.ts';
import { percentiles } from './percentile.ts';

/** What the bootstrap says of a mean. */
export interface BootstrapMean extends Interval {
  median: number;
}

/**
 * Percentile bootstrap of a mean (B. Efron, "Bootstrap methods", The Annals of Statistics 7, 1979): values are drawn
 * with replacement, as many as there are, and the means of the draws have these quantiles. For what is told to a
 * meta-agent; {@link meanInterval} is the better interval, above all for few values. `NaN` for no values.
 */
export function bootstrapMean(
  values: readonly number[],
  random: Random,
  { draws = 10_000, level = 0.95 }: { draws?: number; level?: number } = {},
): BootstrapMean {
  const tail = (1 - level) / 2;
  const means = Array.from({ length: draws }, () => meanOfDraw(values, random));
  const [low = NaN, median = NaN, high = NaN] = percentiles(means, [tail, 0.5, 1 - tail]);
  return { low, median, high };
}

function meanOfDraw(values: readonly number[], random: Random): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)] ?? NaN;
  return sum / values.length;
}
