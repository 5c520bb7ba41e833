import { type ItemScore, holmAdjusted, pairedDifference } from '../../statistics/index.ts';
import type { Difference, ScoredWorkflow } from './contract.ts';

/** The items of each workflow, by candidate. */
export type ScoresByCandidate = ReadonlyMap<string, readonly ItemScore[]>;

/** First minus second on the items that both scored; `null` where one of them is inconclusive. */
export function differenceOf(
  first: ScoredWorkflow,
  second: ScoredWorkflow | undefined,
  scores: ScoresByCandidate,
): Difference | null {
  if (second === undefined || first.accuracy === null || second.accuracy === null) return null;
  const of = ({ candidate }: ScoredWorkflow): readonly ItemScore[] => scores.get(candidate) ?? [];
  const paired = pairedDifference(of(first), of(second));
  if (paired === null) return null;
  const { items, difference, interval, p } = paired;
  return { items, difference, interval, p, pHolm: p };
}

/** Holm's adjustment over all comparisons of a table, in place. */
export function adjustDifferences(all: readonly (Difference | null)[]): void {
  const differences = all.filter((one) => one !== null);
  const adjusted = holmAdjusted(differences.map(({ p }) => p));
  for (const [at, one] of differences.entries()) one.pHolm = adjusted[at] ?? one.p;
}
