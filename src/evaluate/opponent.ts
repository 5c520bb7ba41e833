import { type ItemScore, clusterByItem } from '../statistics/index.ts';
import type { EvaluationLog } from './contract.ts';

/** A complete evaluation that another one on the same items is compared with as it runs. */
export interface Opponent {
  has(itemId: string): boolean;
  /** Mean score minus the opponent's, by the id of each item that both ran. */
  differences(scores: readonly ItemScore[]): Map<string, number>;
  /**
   * The mean that the whole evaluation would have had: that of the opponent plus the mean difference on the items that
   * both ran (difference estimator; W. Cochran, "Sampling Techniques", 1977, section 7.1). The slice's own mean would
   * compare easy items with all items. Who lost is never estimated above its opponent.
   */
  estimate(scores: readonly ItemScore[]): number;
}

/** @param accuracy Its mean score. */
export async function openOpponent(log: EvaluationLog, evaluationId: string, accuracy: number): Promise<Opponent> {
  const means = meansByItem(await log.known(evaluationId));
  const differences = (scores: readonly ItemScore[]): Map<string, number> =>
    new Map(
      [...meansByItem(scores)].flatMap(([itemId, own]) => {
        const other = means.get(itemId);
        return other === undefined ? [] : [[itemId, own - other]];
      }),
    );
  return {
    has: (itemId) => means.has(itemId),
    differences,
    estimate: (scores) => Math.min(accuracy, Math.max(0, accuracy + meanOf([...differences(scores).values()]))),
  };
}

function meansByItem(scores: readonly ItemScore[]): Map<string, number> {
  return new Map(clusterByItem(scores).map(({ itemId, sum, count }) => [itemId, sum / count]));
}

function meanOf(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
