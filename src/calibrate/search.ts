/** A rung of the ladder that was measured. */
export interface Measured {
  rung: number;
  /** In [0, 1]; `null` if it could not be measured. */
  score: number | null;
}

export interface SearchOptions {
  /** Number of rungs, the easiest first. */
  rungs: number;
  low: number;
  high: number;
  measure(rung: number): Promise<number | null>;
}

/**
 * Bisects the ladder until a rung scores from `low` to `high`: a higher score moves to harder rungs, a lower one to
 * easier rungs. @returns all measured rungs, in order; the last one is the wanted rung, if there is one.
 */
export async function searchLadder({
  rungs,
  low,
  high,
  measure,
}: SearchOptions): Promise<{ tried: Measured[]; found: boolean }> {
  const tried: Measured[] = [];
  let [first, last] = [0, rungs - 1];
  while (first <= last) {
    const rung = Math.floor((first + last) / 2);
    const score = await measure(rung);
    tried.push({ rung, score });
    if (score === null) break;
    if (score >= low && score <= high) return { tried, found: true };
    if (score > high) first = rung + 1;
    else last = rung - 1;
  }
  return { tried, found: false };
}
