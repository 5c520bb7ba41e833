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
 * The rewards of a run over its whole history, from the stored accuracies. Candidates of one turn are judged against
 * the same history, never against each other, also where they are of several states: on the paper's scale, all that
 * beat it earn 1. A skipped candidate (no program passed its trial) has no accuracy; an inconclusive evaluation is
 * missing data and earns nothing; a candidate that lost a race has no rank.
 */
export function recomputeRewards(
  { startAccuracy: start, trajectories }: Pick<RunTrajectories, 'startAccuracy' | 'trajectories'>,
  scale: RewardScale = 'paper',
): RecomputedRewards {
  const states = trajectories.flatMap((trajectory) => trajectory.states.map(({ candidates }) => candidates));
  const scored = trajectories.flatMap((trajectory) => trajectory.states.flatMap(everyone));
  const references = referencesOf(scored, start);
  const judged = new Map<string, JudgedCandidate>();
  for (const state of states) {
    const ranked = withReferences(state, references).filter(({ raced }) => scale !== 'rank' || !raced);
    for (const [{ id, accuracy, start, best, previous }, reward] of zip(ranked, rewardsOnScale(scale, ranked)))
      judged.set(id, { reward, accuracy, start, best, previous });
  }
  return { judged, mismatches: mismatchesOf(withReferences(states.flat(), references)) };
}

/** Whether a candidate has a reward at all. */
export function isJudged({ status, accuracy }: Pick<TrajectoryCandidate, 'status' | 'accuracy'>): boolean {
  return status === 'skipped' || (status === 'scored' && accuracy !== null);
}

/** A candidate with what it is judged against. */
type Referred = TrajectoryCandidate & References;

function withReferences(
  candidates: readonly TrajectoryCandidate[],
  references: ReadonlyMap<number, References>,
): Referred[] {
  return candidates.filter(isJudged).map((candidate) => {
    const { start = null, best = null, previous = null } = references.get(candidate.turn) ?? {};
    return { ...candidate, start, best, previous: candidate.previousAccuracy ?? previous };
  });
}

function mismatchesOf(candidates: readonly Referred[]): RewardMismatch[] {
  return zip(candidates, rewardsOnScale('paper', candidates) as Reward[])
    .map(([{ id, reward }, recomputed]) => ({ candidateId: id, stored: reward, recomputed }))
    .filter(({ stored, recomputed }) => stored !== recomputed);
}

/** By turn. */
function referencesOf(candidates: readonly TrajectoryCandidate[], start: number | null): Map<number, References> {
  const byTurn = [...Map.groupBy(candidates, ({ turn }) => turn)].toSorted(([a], [b]) => a - b);
  const references = new Map<number, References>();
  let now: References = { start, best: start, previous: start };
  for (const [turn, inside] of byTurn) {
    references.set(turn, now);
    now = { start, ...referencesAfter(inside, now) };
  }
  return references;
}

function referencesAfter(
  candidates: readonly TrajectoryCandidate[],
  { best, previous }: References,
): Pick<References, 'best' | 'previous'> {
  const scores = candidates
    .filter(({ status }) => status === 'scored')
    .map(({ accuracy }) => accuracy)
    .filter((accuracy) => accuracy !== null);
  return {
    best: scores.length === 0 ? best : Math.max(best ?? -Infinity, ...scores),
    previous: advancedAccuracy(candidates, scores) ?? previous,
  };
}

/**
 * v of the workflow that the next turn starts from, where its candidates don't say. A run killed before marking its
 * choice still chose the best score.
 */
function advancedAccuracy(candidates: readonly TrajectoryCandidate[], scores: readonly number[]): number | undefined {
  const marked = candidates.find(({ advanced, status }) => advanced && status === 'scored');
  return marked?.accuracy ?? (scores.length === 0 ? undefined : Math.max(...scores));
}

/** Who was scored in a state's turn, in the order of slots. */
function everyone({ candidates, byPersons }: TrajectoryState): TrajectoryCandidate[] {
  return [...candidates, ...byPersons];
}
