import { ACCURACY, type Objective, type Outcome, compareBy } from './objective.ts';

/** What determines a workflow's rank in a search: its validation items and nothing else. */
export interface Standing extends Omit<Outcome, 'accuracy'> {
  /** Mean score over all its items; `null` if not all were run and scored, e.g. after racing. */
  accuracy: number | null;
  turn: number;
  /** Within its turn. */
  slot: number;
}

/**
 * The one ranking of workflows: the first is the winner, the second the runner-up. The best by the objective first; on
 * ties, fewer calls per item, then the earlier one. Without an accuracy there is no rank.
 */
export function rank<T>(
  entries: readonly T[],
  standingOf: (entry: T) => Standing,
  objective: Objective = ACCURACY,
): T[] {
  return entries
    .map((entry) => ({ entry, ...standingOf(entry) }))
    .filter((one): one is typeof one & { accuracy: number } => one.accuracy !== null)
    .toSorted(
      (a, b) => compareBy(objective, a, b) || a.callsPerItem - b.callsPerItem || a.turn - b.turn || a.slot - b.slot,
    )
    .map(({ entry }) => entry);
}

/** The starting workflow (turn 0) to beat: the best by {@link rank}, else the first. */
export function startToBeat<T>(
  entries: readonly T[],
  standingOf: (entry: T) => Standing,
  objective: Objective = ACCURACY,
): T | undefined {
  const starts = entries.filter((entry) => standingOf(entry).turn === 0);
  return rank(starts, standingOf, objective)[0] ?? starts[0];
}
