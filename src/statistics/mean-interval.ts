import type { BootstrapOptions } from './bootstrap.ts';
import { bootstrapInterval } from './bootstrap.ts';
import type { Cluster, ItemScore } from './clusters.ts';
import { clusterByItem, clusterMean } from './clusters.ts';
import type { Interval } from './contract.ts';
import { wilsonInterval } from './wilson.ts';

/**
 * 95 % interval of the mean of scores in [0, 1]; `null` for no scores.
 *
 * Scores that are all 0 or 1: Wilson, with the sample size cut down where repeats of an item agree with each other
 * (see {@link effectiveSampleSize}). Others: bootstrap over items; where all items have the same mean a bootstrap has
 * no width, so Wilson's interval stands in as the bound that holds for any score in [0, 1].
 */
export function meanInterval(scores: readonly ItemScore[], options: BootstrapOptions = {}): Interval | null {
  const clusters = clusterByItem(scores);
  if (clusters.length === 0) return null;
  const mean = clusterMean(clusters);
  if (isBinary(scores)) {
    const n = effectiveSampleSize(clusters);
    return wilsonInterval(mean * n, n);
  }
  if (clusters.every(({ sum, count }) => Math.abs(sum / count - mean) < 1e-12)) {
    return wilsonInterval(mean * clusters.length, clusters.length);
  }
  return bootstrapInterval(clusters, options);
}

/** Whether every score is 0 or 1. */
export function isBinary(scores: readonly ItemScore[]): boolean {
  return scores.every(({ score }) => score === 0 || score === 1);
}

/**
 * How many independent 0/1 answers the scores are worth: n divided by the design effect, kept between the number of
 * items (repeats tell nothing new) and n (repeats are independent). Without repeats it is n.
 *
 * Source: L. Kish, "Survey Sampling" (1965), section 8.2; the variance of the mean over clusters is the ratio
 * estimator's. Using it inside a score interval follows E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998).
 */
export function effectiveSampleSize(clusters: readonly Cluster[]): number {
  const items = clusters.length;
  const n = clusters.reduce((total, { count }) => total + count, 0);
  if (n === items) return n;
  const mean = clusterMean(clusters);
  const spread = clusters.reduce((total, { sum, count }) => total + (sum - mean * count) ** 2, 0);
  // All right or all wrong: nothing shows how far repeats agree, so they count for nothing.
  if (mean === 0 || mean === 1 || items === 1) return items;
  const variance = ((items / (items - 1)) * spread) / (n * n);
  return Math.min(n, Math.max(items, (mean * (1 - mean)) / variance));
}
