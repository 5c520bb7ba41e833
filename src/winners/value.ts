import type { KnownResult } from '../evaluate/index.ts';
import { type ItemScore, type Objective, clusterByItem } from '../statistics/index.ts';
import type { Values } from './choose-unlike.ts';

/** What a scored result is worth to the objective. */
export type Worth = (result: Pick<KnownResult, 'score' | 'usage'>) => number;

/**
 * What results are worth where the best single program has these. Where accuracy wins, their score. For the least cost
 * of a right answer, the score less the cost, in right answers of the best single program: whoever has a mean above its
 * mean, which is 0, pays less for a right answer than it does.
 */
export function worthBy({ name }: Pick<Objective, 'name'>, single: readonly KnownResult[]): Worth {
  if (name !== 'cost-per-correct') return ({ score }) => score;
  const isPriced = single.some(({ usage }) => (usage.costUsd ?? 0) > 0);
  const costOf: Worth = ({ usage }) => (isPriced ? (usage.costUsd ?? 0) : usage.calls);
  const right = single.reduce((total, { score }) => total + score, 0);
  const paid = single.reduce((total, result) => total + costOf(result), 0);
  if (right === 0 || paid === 0) return ({ score }) => score;
  return (result) => result.score - (costOf(result) * right) / paid;
}

/** For paired tests. */
export function worthOfEach(results: readonly KnownResult[], worth: Worth): ItemScore[] {
  return results.map((result) => ({ itemId: result.itemId, score: worth(result) }));
}

/** By item, the mean over its repeats. */
export function valuesOf(results: readonly KnownResult[], worth: Worth): Values {
  return new Map(clusterByItem(worthOfEach(results, worth)).map(({ itemId, sum, count }) => [itemId, sum / count]));
}
