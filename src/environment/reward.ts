export interface RewardInput {
  /** v_t; `null` when the candidate was skipped. */
  accuracy: number | null;
  /** Largest v of all candidates of all earlier turns; `null` when there is none. */
  best: number | null;
  /** v_(t-1): of the workflow that advanced the state last. */
  previous: number | null;
}

export type Reward = 0 | 0.5 | 1;

/**
 * r_t of the paper: 1 for a new best over the whole history, 0.5 for better than the turn before, else 0.
 * Both are strict, so repeating the best workflow earns nothing. Candidates of one turn are judged against
 * the same history and never against each other.
 */
export function reward({ accuracy, best, previous }: RewardInput): Reward {
  if (accuracy === null) return 0;
  if (best === null || accuracy > best) return 1;
  return previous !== null && accuracy > previous ? 0.5 : 0;
}
