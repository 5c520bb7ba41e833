import { ACCURACY, type Objective, type Outcome, covers } from '../statistics/index.ts';

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
  const earlier = best === null ? [] : [only(best)];
  return rewardBy(ACCURACY, only(accuracy), { earlier, last: previous === null ? null : only(previous) });
}

/**
 * The same for any objective: 1 where no earlier workflow is as good in all that counts, 0.5 where the one before is
 * not.
 */
export function rewardBy(
  objective: Objective,
  outcome: Outcome,
  { earlier, last }: { earlier: readonly Outcome[]; last: Outcome | null | undefined },
): Reward {
  if (!earlier.some((one) => covers(objective, one, outcome))) return 1;
  return last != null && !covers(objective, last, outcome) ? 0.5 : 0;
}

function only(accuracy: number): Outcome {
  return { accuracy, callsPerItem: 0 };
}
