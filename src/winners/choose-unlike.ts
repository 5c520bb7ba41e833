/** What a program is worth on each item that was scored. */
export type Values = ReadonlyMap<string, number>;

export interface Chosen<T> {
  entry: T;
  /** What it adds to the best of those before it, as a mean over the first one's items; of the first, its own mean. */
  adds: number;
}

/**
 * Up to `count` unlike programs: first the best by rank, then again and again the one that adds most to the best value
 * of each item among those taken. Ends when nothing is added, so two programs that solve the same items are alike,
 * whatever their texts. Ties go to the higher rank.
 *
 * This is the greedy algorithm for coverage: no choice of as many adds more than 1 / (1 - 1/e) of what it adds (G.
 * Nemhauser, L. Wolsey, M. Fisher, Mathematical Programming 14, 1978).
 *
 * @param ranked Best first.
 */
export function chooseUnlike<T>(ranked: readonly T[], valuesOf: (entry: T) => Values, count: number): Chosen<T>[] {
  const [first] = ranked;
  if (first === undefined || count < 1) return [];
  const best = new Map(valuesOf(first));
  const items = Math.max(1, best.size);
  const chosen: Chosen<T>[] = [{ entry: first, adds: [...best.values()].reduce(sum, 0) / items }];
  while (chosen.length < count) {
    const gains = ranked.map((entry) => ({ entry, adds: gainOver(best, valuesOf(entry)) / items }));
    const next = gains.reduce((a, b) => (b.adds > a.adds + TINY ? b : a));
    if (next.adds <= TINY) break;
    chosen.push(next);
    for (const [item, value] of valuesOf(next.entry)) if (value > (best.get(item) ?? Infinity)) best.set(item, value);
  }
  return chosen;
}

/** Sums in a different order differ in the last digits; a tie must stay a tie. */
const TINY = 1e-9;

/** An item that either is not scored on says nothing. */
function gainOver(best: Values, values: Values): number {
  return [...values].map(([item, value]) => Math.max(0, value - (best.get(item) ?? Infinity))).reduce(sum, 0);
}

function sum(a: number, b: number): number {
  return a + b;
}
