import type { Outcome } from '../statistics/index.ts';

/** A candidate that was scored, and when it was proposed. `accuracy` is its v_t. */
export interface Judged extends Outcome {
  candidateId: string;
  turn: number;
  slot: number;
}

/**
 * The candidates of ALL earlier turns, in order. Candidates of one turn are judged against the same history and never
 * against each other; the workflows of the start come one after the other.
 */
export function judgedBefore(judged: readonly Judged[], { turn, slot }: Pick<Judged, 'turn' | 'slot'>): Judged[] {
  return judged
    .filter((one) => one.turn < turn || (turn === 0 && one.turn === 0 && one.slot < slot))
    .toSorted((a, b) => a.turn - b.turn || a.slot - b.slot);
}

/** The first with the largest v. */
export function mostAccurate(judged: readonly Judged[]): Judged | null {
  return judged.reduce<Judged | null>((top, one) => (top === null || one.accuracy > top.accuracy ? one : top), null);
}
