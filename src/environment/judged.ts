/** A candidate's mean validation score, and when it was proposed. */
export interface Judged {
  candidateId: string;
  turn: number;
  slot: number;
  /** v_t. */
  accuracy: number;
}

/**
 * Of ALL candidates of ALL earlier turns, the first with the largest v. Candidates of one turn are judged against the
 * same history and never against each other; the workflows of the start come one after the other.
 */
export function bestBefore(judged: readonly Judged[], { turn, slot }: Pick<Judged, 'turn' | 'slot'>): Judged | null {
  return judged
    .filter((one) => one.turn < turn || (turn === 0 && one.turn === 0 && one.slot < slot))
    .toSorted((a, b) => a.turn - b.turn || a.slot - b.slot)
    .reduce<Judged | null>((top, one) => (top === null || one.accuracy > top.accuracy ? one : top), null);
}
