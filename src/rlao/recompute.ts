import { type Reward, reward } from '../environment/reward.ts';
import type { RunTrajectories, TrajectoryCandidate, TrajectoryState } from './trajectory.ts';

export interface RewardMismatch {
  candidateId: string;
  stored: number | null;
  recomputed: Reward;
}

export interface RecomputedRewards {
  /** By candidate; without an entry where it was held, stopped, inconclusive or never judged. */
  rewards: ReadonlyMap<string, Reward>;
  /** Where the store says otherwise. */
  mismatches: readonly RewardMismatch[];
}

/**
 * The rewards of a run over its whole history, from the stored accuracies alone: 1 for a new best of ALL earlier
 * candidates, 0.5 for better than what advanced the state last, else 0. Candidates of one turn are judged against the
 * same history and never against each other, so all that beat it earn 1. A skipped candidate (no program passed its
 * trial) earns 0; an inconclusive evaluation is missing data and earns nothing.
 */
export function recomputeRewards({ startAccuracy, trajectories }: Pick<RunTrajectories, 'startAccuracy' | 'trajectories'>): RecomputedRewards {
  const rewards = new Map<string, Reward>();
  const mismatches: RewardMismatch[] = [];
  let best = startAccuracy;
  let previous = startAccuracy;
  for (const state of trajectories.flatMap(({ states }) => states)) {
    for (const candidate of state.candidates.filter(isJudged)) {
      const recomputed = reward({ accuracy: candidate.accuracy, best, previous });
      rewards.set(candidate.id, recomputed);
      if (recomputed !== candidate.reward) mismatches.push({ candidateId: candidate.id, stored: candidate.reward, recomputed });
    }
    const scores = state.candidates.filter(({ status }) => status === 'scored').map(({ accuracy }) => accuracy!);
    best = scores.length === 0 ? best : Math.max(best ?? -Infinity, ...scores);
    previous = advancedAccuracy(state, scores) ?? previous;
  }
  return { rewards, mismatches };
}

/** Whether a candidate has a reward at all. */
export function isJudged({ status, accuracy }: Pick<TrajectoryCandidate, 'status' | 'accuracy'>): boolean {
  return status === 'skipped' || (status === 'scored' && accuracy !== null);
}

/** v of what the next turn starts from. A run killed before it marked the choice chose the best score all the same. */
function advancedAccuracy({ candidates }: TrajectoryState, scores: readonly number[]): number | undefined {
  const marked = candidates.find(({ advanced, status }) => advanced && status === 'scored');
  return marked?.accuracy ?? (scores.length === 0 ? undefined : Math.max(...scores));
}
