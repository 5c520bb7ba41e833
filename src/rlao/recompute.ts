import { zip } from '../base/lists.ts';
import type { Reward } from '../environment/index.ts';
import { type References, type RewardScale, rewardsOnScale } from './reward-scale.ts';
import type { RunTrajectories, TrajectoryCandidate, TrajectoryState } from './trajectory.ts';

export interface RewardMismatch {
  candidateId: string;
  stored: number | null;
  recomputed: Reward;
}

/** A candidate's reward, and the accuracies it is computed from. */
export interface JudgedCandidate extends References {
  reward: number;
  accuracy: number | null;
}

export interface RecomputedRewards {
  /** By candidate; no entry where it was held, stopped, inconclusive or never judged. */
  judged: ReadonlyMap<string, JudgedCandidate>;
  /** Where the stored rewards differ from those of the paper. */
  mismatches: readonly RewardMismatch[];
}

/**
 * The rewards of a run over its whole history, from the stored accuracies alone. Candidates of one turn are judged
 * against the same history, never against each other: on the paper's scale, all that beat it earn 1. A skipped
 * candidate (no program passed its trial) has no accuracy; an inconclusive evaluation is missing data and earns
 * nothing; a candidate that lost a race has no rank.
 */
export function recomputeRewards(
  { startAccuracy: start, trajectories }: Pick<RunTrajectories, 'startAccuracy' | 'trajectories'>,
  scale: RewardScale = 'paper',
): RecomputedRewards {
  const judged = new Map<string, JudgedCandidate>();
  const mismatches: RewardMismatch[] = [];
  let references: References = { start, best: start, previous: start };
  for (const state of trajectories.flatMap(({ states }) => states)) {
    const inState = state.candidates.filter(isJudged);
    mismatches.push(...mismatchesOf(inState, references));
    const ranked = scale === 'rank' ? inState.filter(({ raced }) => !raced) : inState;
    const rewards = rewardsOnScale(
      scale,
      ranked.map(({ accuracy }) => accuracy),
      references,
    );
    for (const [{ id, accuracy }, reward] of zip(ranked, rewards)) judged.set(id, { reward, accuracy, ...references });
    references = { start, ...referencesAfter(state, references) };
  }
  return { judged, mismatches };
}

/** Whether a candidate has a reward at all. */
export function isJudged({ status, accuracy }: Pick<TrajectoryCandidate, 'status' | 'accuracy'>): boolean {
  return status === 'skipped' || (status === 'scored' && accuracy !== null);
}

function mismatchesOf(candidates: readonly TrajectoryCandidate[], references: References): RewardMismatch[] {
  const rewards = rewardsOnScale(
    'paper',
    candidates.map(({ accuracy }) => accuracy),
    references,
  ) as Reward[];
  return zip(candidates, rewards)
    .map(([{ id, reward }, recomputed]) => ({ candidateId: id, stored: reward, recomputed }))
    .filter(({ stored, recomputed }) => stored !== recomputed);
}

function referencesAfter(
  state: TrajectoryState,
  { best, previous }: References,
): Pick<References, 'best' | 'previous'> {
  const scores = everyone(state)
    .filter(({ status }) => status === 'scored')
    .map(({ accuracy }) => accuracy)
    .filter((accuracy) => accuracy !== null);
  return {
    best: scores.length === 0 ? best : Math.max(best ?? -Infinity, ...scores),
    previous: advancedAccuracy(state, scores) ?? previous,
  };
}

/**
 * v of the workflow that the next turn starts from. A run killed before marking its choice still chose the best score.
 */
function advancedAccuracy(state: TrajectoryState, scores: readonly number[]): number | undefined {
  const marked = everyone(state).find(({ advanced, status }) => advanced && status === 'scored');
  return marked?.accuracy ?? (scores.length === 0 ? undefined : Math.max(...scores));
}

/** Who was scored in a state's turn, in the order of slots. */
function everyone({ candidates, byPersons }: TrajectoryState): TrajectoryCandidate[] {
  return [...candidates, ...byPersons];
}
