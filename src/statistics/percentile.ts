/**
 * The q-th quantile (q in [0, 1]) by linear interpolation between the two nearest order statistics: type 7 of
 * R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996), which is
 * also the default of R and NumPy. `NaN` for no values.
 */
export function percentile(values: readonly number[], q: number): number {
  return sortedPercentile(Float64Array.from(values).sort(), q);
}

/** Several quantiles with one sort. */
export function percentiles(values: readonly number[], qs: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return qs.map((q) => sortedPercentile(sorted, q));
}

/** As {@link percentile}, for sorted values. */
export function sortedPercentile(sorted: ArrayLike<number>, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`Expected \`q\` to be in [0, 1], got \`${q}\``);
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}
