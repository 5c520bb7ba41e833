import type { Interval } from './contract.ts';
import { Z95 } from './z-score.ts';

/**
 * 95% score interval of a proportion. Stays inside [0, 1] and has width even at 0 or n successes.
 *
 * `successes` may be fractional: a score in [0, 1] varies at most as much as a coin with the same mean, so for graded
 * scores the interval is conservative.
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 *
 * @param z Quantile of the statistic: the normal one, or Student's if the variance was estimated.
 * @throws {RangeError} unless 0 <= successes <= n and n > 0.
 */
export function wilsonInterval(successes: number, n: number, z = Z95): Interval {
  if (!(n > 0) || !(successes >= 0) || !(successes <= n)) {
    throw new RangeError(`Expected \`successes\` to be in [0, n] with n > 0, got \`${successes}\` of \`${n}\``);
  }
  const p = successes / n;
  const z2 = z * z;
  const center = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  // Rounding must not push the proportion itself outside its interval.
  return { low: Math.max(0, Math.min(p, center - half)), high: Math.min(1, Math.max(p, center + half)) };
}
