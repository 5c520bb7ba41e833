/** Sums of scores differ by rounding alone below this. */
const ROUNDING = 1e-9;
const DECIMALS = 1e12;

/**
 * A mean without the last digits of its sum, in which the order of the terms shows: equal scores have equal means
 * whatever item has which, and three times 0.7 has the mean 0.7, not less. Whole sums, so all of 0/1 scores, are
 * divided as they are.
 *
 * @param count At least 1.
 */
export function meanOf(sum: number, count: number): number {
  const whole = Math.round(sum);
  return Math.abs(sum - whole) < ROUNDING ? whole / count : Math.round((sum / count) * DECIMALS) / DECIMALS;
}

/** The mean of at least one value; see {@link meanOf}. */
export function mean(values: readonly number[]): number {
  return meanOf(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}
