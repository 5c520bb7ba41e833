/** When to cut an evaluation short: never, once it can't win any more, or also once it is clearly behind. */
export type RacingRule = 'off' | 'exact' | 'paired';

export interface RaceState {
  /** Sum of the scores so far, each in [0, 1]. */
  scoredSum: number;
  /** Item results scored so far. */
  scored: number;
  /** Item results in a full evaluation. */
  total: number;
  /** Mean to beat; `null` if nothing has been scored before. */
  threshold: number | null;
}

/**
 * Whether a mean above the threshold is still possible if every remaining item scores 1. A hard bound, not an estimate:
 * what it drops could at best have tied, so it never changes which candidate has the strictly best mean.
 */
export function canStillWin({ scoredSum, scored, total, threshold }: RaceState): boolean {
  if (threshold === null) return true;
  const reachable = scoredSum + Math.max(0, total - scored);
  // Both sides carry rounding errors; scores differ by far more than this.
  return reachable > threshold * total + 1e-9;
}

/** With fewer pairs there is too little evidence to drop anything. */
const LEAST_PAIRS = 16;
/** One in ten equally good candidates falls below it in a single look. */
const BEHIND_Z = -1.28;

/**
 * Whether a candidate is clearly behind the best so far on the same items: a one-sided paired z test of the mean
 * difference, as used in races between models (O. Maron and A. Moore, "Hoeffding Races", NIPS 1993; A. Moore and M.
 * Lee, ICML 1994, for pairs). Applied only a few times and lenient on purpose: what it wrongly drops was hardly better.
 *
 * @param differences Candidate minus best, one per item, in [-1, 1].
 */
export function isClearlyBehind(differences: readonly number[]): boolean {
  const n = differences.length;
  if (n < LEAST_PAIRS) return false;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1);
  // Without spread, only the sign decides.
  return variance === 0 ? mean < 0 : mean / Math.sqrt(variance / n) < BEHIND_Z;
}

/** Ends of the growing slices of one fixed order of items: an eighth, a quarter, half, all; each at least one item. */
export function slices(total: number): number[] {
  if (!Number.isInteger(total) || total < 0) {
    throw new RangeError(`Expected \`total\` to be a non-negative integer, got \`${total}\``);
  }
  return total === 0 ? [] : [...new Set([8, 4, 2, 1].map((part) => Math.ceil(total / part)))];
}
