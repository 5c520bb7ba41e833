import { type ItemScore, type RacingRule, canStillWin, isClearlyBehind } from '../statistics/index.ts';
import type { EvaluationLog } from './contract.ts';
import { openOpponent } from './opponent.ts';

/** The complete evaluation that has to be beaten. */
export interface RaceAgainst {
  evaluationId: string;
  /** Its mean score. */
  accuracy: number;
  rule: Exclude<RacingRule, 'off'>;
}

/** A race against an earlier evaluation on the same items. */
export interface Race {
  /** Whether the race is lost with these scores. @param total Item results that a full evaluation scores. */
  isLost(scores: readonly ItemScore[], total: number): boolean;
  /** See `Opponent.estimate`. */
  estimate(scores: readonly ItemScore[]): number;
  /** What tells a loss in it from one of a race over all items. */
  lostOn?: 'minibatch';
}

export async function openRace(log: EvaluationLog, { evaluationId, accuracy, rule }: RaceAgainst): Promise<Race> {
  const opponent = await openOpponent(log, evaluationId, accuracy);
  return {
    isLost: (scores, total) => {
      const scoredSum = scores.reduce((sum, { score }) => sum + score, 0);
      if (!canStillWin({ scoredSum, scored: scores.length, total, threshold: accuracy })) return true;
      return rule === 'paired' && isClearlyBehind([...opponent.differences(scores).values()]);
    },
    estimate: opponent.estimate,
  };
}
