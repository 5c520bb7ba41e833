import { type ItemScore, type RacingRule, canStillWin, clusterByItem, isClearlyBehind } from '../statistics/index.ts';
import type { EvaluationLog } from './contract.ts';

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
  /**
   * The mean that the whole evaluation would have had: that of the opponent plus the mean difference on the items that
   * both ran (difference estimator; W. Cochran, "Sampling Techniques", 1977, section 7.1). The slice's own mean would
   * compare easy items with all items. A lost race is never estimated above its opponent.
   */
  estimate(scores: readonly ItemScore[]): number;
}

export async function openRace(log: EvaluationLog, { evaluationId, accuracy, rule }: RaceAgainst): Promise<Race> {
  const opponent = meansByItem(await log.known(evaluationId));
  const differences = (scores: readonly ItemScore[]): number[] =>
    [...meansByItem(scores)].flatMap(([itemId, mean]) => {
      const other = opponent.get(itemId);
      return other === undefined ? [] : [mean - other];
    });
  return {
    isLost: (scores, total) => {
      const scoredSum = scores.reduce((sum, { score }) => sum + score, 0);
      if (!canStillWin({ scoredSum, scored: scores.length, total, threshold: accuracy })) return true;
      return rule === 'paired' && isClearlyBehind(differences(scores));
    },
    estimate: (scores) => {
      const pairs = differences(scores);
      const mean = pairs.length === 0 ? 0 : pairs.reduce((sum, d) => sum + d, 0) / pairs.length;
      return Math.min(accuracy, Math.max(0, accuracy + mean));
    },
  };
}

function meansByItem(scores: readonly ItemScore[]): Map<string, number> {
  return new Map(clusterByItem(scores).map(({ itemId, sum, count }) => [itemId, sum / count]));
}
