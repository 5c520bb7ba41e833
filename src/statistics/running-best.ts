/** The best so far at each value. `null` (crashed, skipped, inconclusive) changes nothing. */
export function runningBest(values: readonly (number | null)[]): (number | null)[] {
  let best: number | null = null;
  return values.map((value) => {
    if (value !== null && (best === null || value > best)) best = value;
    return best;
  });
}
