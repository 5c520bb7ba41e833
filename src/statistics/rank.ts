/** What a workflow's rank in a search rests on: its validation items and nothing else. */
export interface Standing {
  /** Mean score over all its items; `null` where they were not all run and scored, such as after racing. */
  accuracy: number | null;
  callsPerItem: number;
  turn: number;
  /** Within its turn. */
  slot: number;
}

/**
 * The one ranking of workflows: the first is the winner, the second the runner-up. Best accuracy first, of equals the
 * one with fewer calls for an item, then the earlier one. What has no accuracy has no rank.
 */
export function rank<T>(entries: readonly T[], standingOf: (entry: T) => Standing): T[] {
  return entries
    .map((entry) => ({ entry, ...standingOf(entry) }))
    .filter((one): one is typeof one & { accuracy: number } => one.accuracy !== null)
    .toSorted(
      (a, b) => b.accuracy - a.accuracy || a.callsPerItem - b.callsPerItem || a.turn - b.turn || a.slot - b.slot,
    )
    .map(({ entry }) => entry);
}

/** Of the workflows that a search started from, turn 0, the one to beat: the best by {@link rank}, else the first. */
export function startToBeat<T>(entries: readonly T[], standingOf: (entry: T) => Standing): T | undefined {
  const starts = entries.filter((entry) => standingOf(entry).turn === 0);
  return rank(starts, standingOf)[0] ?? starts[0];
}
