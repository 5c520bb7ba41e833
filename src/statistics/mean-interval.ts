import type { Cluster, ItemScore } from './clusters.ts';
import { clusterByItem, clusterMean } from './clusters.ts';
import type { Interval } from './contract.ts';
import { tQuantile } from './t-quantile.ts';
import { wilsonInterval } from './wilson.ts';
import { Z95 } from './z-score.ts';

/**
 * 95% interval of the mean of scores in [0, 1]; `null` for no scores.
 *
 * Scores that are all 0 or 1: Wilson, with a reduced sample size where repeats of an item agree (see {@link
 * effectiveSampleSize}). Others: see {@link gradedInterval}.
 */
export function meanInterval(scores: readonly ItemScore[]): Interval | null {
  const clusters = clusterByItem(scores);
  if (clusters.length === 0) return null;
  const mean = clusterMean(clusters);
  if (isBinary(scores)) {
    const n = effectiveSampleSize(clusters);
    return wilsonInterval(mean * n, n);
  }
  return gradedInterval(clusters, mean);
}

/** Items of the largest possible variance, added to the observed ones. */
const PRIOR_ITEMS = 4;

/**
 * Of scores anywhere in [0, 1]: Wilson's interval with Student's t, at the sample size that 0/1 scores of the same
 * variance would have. The variance is drawn towards its bound for the mean, m (1 - m), since few scores, mostly 0
 * or mostly 1, show too little of it. In simulations of five shapes with 5 to 40 items it misses the mean in 0 to
 * 5.5% of the cases, where a percentile bootstrap misses it in 6 to 16% and a t interval in 5 to 49%.
 */
function gradedInterval(clusters: readonly Cluster[], mean: number): Interval {
  const n = clusters.length;
  const bound = mean * (1 - mean);
  if (n === 1 || bound === 0) return wilsonInterval(mean * n, n);
  const spread = clusters.reduce((total, { sum, count }) => total + (sum / count - mean) ** 2, 0);
  const variance = (spread + PRIOR_ITEMS * bound) / (n - 1 + PRIOR_ITEMS);
  const size = (n * bound) / variance;
  return wilsonInterval(mean * size, size, tQuantile(n - 1));
}

/** Whether every score is 0 or 1. */
export function isBinary(scores: readonly ItemScore[]): boolean {
  return scores.every(({ score }) => score === 0 || score === 1);
}

/**
 * The number of independent 0/1 answers that the scores are worth: n divided by the design effect, less by what its
 * estimate from so many items is unsure of (squared ratio of the normal quantile to Student's), and clamped between
 * the number of items (repeats add nothing) and n (repeats are independent). Without repeats, n.
 *
 * Source: L. Kish, "Survey Sampling" (1965), section 8.2; the variance of the mean over clusters is the ratio
 * estimator's. Using it inside a score interval, and its degrees of freedom, follow E. L. Korn and B. I. Graubard,
 * Survey Methodology 24 (1998).
 */
export function effectiveSampleSize(clusters: readonly Cluster[]): number {
  const items = clusters.length;
  const n = clusters.reduce((total, { count }) => total + count, 0);
  if (n === items) return n;
  const mean = clusterMean(clusters);
  const spread = clusters.reduce((total, { sum, count }) => total + (sum - mean * count) ** 2, 0);
  // All right or all wrong: nothing shows how far repeats agree, so they add nothing.
  if (mean === 0 || mean === 1 || items === 1) return items;
  const variance = ((items / (items - 1)) * spread) / (n * n);
  const unsure = (Z95 / tQuantile(items - 1)) ** 2;
  return Math.min(n, Math.max(items, (unsure * mean * (1 - mean)) / variance));
}
