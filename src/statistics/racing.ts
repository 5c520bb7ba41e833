export interface RaceState {
  /** Sum of the scores so far, each in [0, 1]. */
  scoredSum: number;
  /** Item results scored so far. */
  scored: number;
  /** Item results that a full evaluation scores. */
  total: number;
  /** Mean that has to be beaten; `null` when nothing has been scored before. */
  threshold: number | null;
}

/**
 * Whether a mean above the threshold is still in reach if every item left scores 1. A hard bound and no estimate: what
 * it drops could at best have tied, so racing never changes which candidate has the strictly best mean.
 */
export function canStillWin({ scoredSum, scored, total, threshold }: RaceState): boolean {
  if (threshold === null) return true;
  const reachable = scoredSum + Math.max(0, total - scored);
  // Both sides carry rounding from sums and a division; scores differ by far more than this.
  return reachable > threshold * total + 1e-9;
}

/** Ends of the growing slices of one fixed order of items: an eighth, a quarter, half, all; each at least one item. */
export function slices(total: number): number[] {
  if (!Number.isInteger(total) || total < 0) {
    throw new RangeError(`Expected \`total\` to be a non-negative integer, got \`${total}\``);
  }
  return total === 0 ? [] : [...new Set([8, 4, 2, 1].map((part) => Math.ceil(total / part)))];
}
