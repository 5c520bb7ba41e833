import { reward } from '../environment/index.ts';

export const REWARD_SCALES = ['paper', 'gain', 'rank'] as const;

/**
 * How a candidate's accuracy v becomes a reward. A broken candidate (no program passed its trial) has no v.
 *
 * - `paper`: 1 for a new best over all earlier candidates, 0.5 for better than the previous turn, else 0 (W4S, section
 *   3). Broken: 0.
 * - `gain`, in [-1, 1]: v - v_0, with v_0 of the run's start, 0 without one: the gain, whatever was found before.
 *   Broken: -v_0, since it solves nothing.
 * - `rank`, in [0, 1]: (candidates of the state below it + half of those equal to it) / (m - 1), where m were judged;
 *   0.5 for a single one. Broken: 0, below any v.
 *
 * `gain` keeps magnitudes and suits methods over all states; `rank` keeps only the order within a state, so that easy
 * and hard tasks count equally (ranks as fitness: Wierstra et al. 2014, Natural evolution strategies, JMLR 15, section
 * 3.1).
 */
export type RewardScale = (typeof REWARD_SCALES)[number];

/** What a candidate is judged against; `null` where there is none. */
export interface References {
  /** v_0: accuracy of the run's start. */
  start: number | null;
  /** Largest v of all earlier turns. */
  best: number | null;
  /** v of the workflow that last advanced the state, or of the parent where a strategy chooses one. */
  previous: number | null;
}

/** One reward per candidate, in order, for those sampled from one state. */
export function rewardsOnScale(
  scale: RewardScale,
  candidates: readonly (References & { accuracy: number | null })[],
): number[] {
  const accuracies = candidates.map(({ accuracy }) => accuracy);
  return candidates.map((candidate, i) => {
    const { accuracy, start } = candidate;
    if (scale === 'paper') return reward(candidate);
    if (accuracy === null) return brokenReward(scale, candidate);
    return scale === 'rank' ? rank(accuracy, accuracies.toSpliced(i, 1)) : accuracy - (start ?? 0);
  });
}

/** The reward of a completion that held no working program, whatever became of its repairs. */
export function brokenReward(scale: RewardScale, { start }: Pick<References, 'start'>): number {
  return scale === 'gain' ? 0 - (start ?? 0) : 0;
}

/** Whether a reward says that the candidate succeeded: a new best; better than the start; the best of its state. */
export function isSuccess(reward: number, scale: RewardScale): boolean {
  return scale === 'gain' ? reward > 0 : reward === 1;
}

function rank(accuracy: number, others: readonly (number | null)[]): number {
  if (others.length === 0) return 0.5;
  const below = others.filter((other) => other === null || other < accuracy).length;
  const equal = others.filter((other) => other === accuracy).length;
  return (below + equal / 2) / others.length;
}
