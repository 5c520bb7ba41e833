/**
 * Kish's effective sample size (sum w)^2 / sum w^2: the number of equally weighted rows that would be worth as much.
 * Between 1 and the number of rows with nonzero weight; 0 when all weights are 0 (Kish 1965, Survey Sampling).
 */
export function effectiveSampleSize(weights: readonly number[]): number {
  // Scale first: weights near the largest double would overflow when squared.
  const top = weights.reduce((most, weight) => Math.max(most, weight), 0);
  if (top === 0) return 0;
  const scaled = weights.map((weight) => weight / top);
  return sum(scaled) ** 2 / sum(scaled.map((weight) => weight ** 2));
}

/** The share of the total weight held by one state, task, ... */
export interface WeightShare {
  name: string;
  rows: number;
  /** In [0, 1]. */
  share: number;
}

/** Largest share first. */
export function sharesBy<T extends { weight: number }>(rows: readonly T[], key: (row: T) => string): WeightShare[] {
  const whole = total(rows);
  return [...Map.groupBy(rows, key)]
    .map(([name, inside]) => ({ name, rows: inside.length, share: whole === 0 ? 0 : total(inside) / whole }))
    .toSorted((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
}

/** The share of the total weight on rows of which something is true, in [0, 1]. */
export function shareWhere<T extends { weight: number }>(rows: readonly T[], is: (row: T) => boolean): number {
  const whole = total(rows);
  return whole === 0 ? 0 : total(rows.filter(is)) / whole;
}

function total(rows: readonly { weight: number }[]): number {
  return sum(rows.map(({ weight }) => weight));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
