import type { Interval } from './contract.ts';
import { logGamma } from './log-gamma.ts';

/**
 * Exact 95% interval of a proportion.
 * It leaves out 1/2 exactly where the two-sided binomial test of a fair coin, twice its smaller tail, has p < 0.05.
 *
 * Source: C. Clopper and E. S. Pearson, Biometrika 26 (1934).
 *
 * @param successes From 0 to `n`.
 * @param n At least 1.
 */
export function clopperPearsonInterval(successes: number, n: number): Interval {
  return { low: lowerBound(successes, n), high: 1 - lowerBound(n - successes, n) };
}

/** The proportion at which at least this many successes have probability 0.025. */
function lowerBound(successes: number, n: number): number {
  if (successes === 0) return 0;
  let [low, high] = [0, successes / n];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (upperTail(successes, n, middle) < 0.025) low = middle;
    else high = middle;
  }
  return low;
}

/** P(X >= k) for k at or above the mean, where the terms decrease. */
function upperTail(k: number, n: number, proportion: number): number {
  const coefficient = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  let term = Math.exp(coefficient + k * Math.log(proportion) + (n - k) * Math.log1p(-proportion));
  let total = term;
  for (let i = k; i < n && term > total * 1e-17; i++) {
    term *= ((n - i) / (i + 1)) * (proportion / (1 - proportion));
    total += term;
  }
  return total;
}
