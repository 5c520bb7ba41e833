import type { Contestant, SplitScore } from './contract.ts';
import { count, dollars, duration, percentWithInterval, ratio } from '../present/index.ts';

/**
 * Winner or start as cells of text, without its name: validation score, test score, calls and cost for an item,
 * latency.
 */
export function contestantRow({ validation, test, callsPerItem, costPerItemUsd, latencyMs }: Contestant): string[] {
  return [
    splitScore(validation),
    splitScore(test),
    ratio(callsPerItem),
    dollars(costPerItemUsd),
    duration(latencyMs?.p50 ?? null),
  ];
}

function splitScore(score: SplitScore | null): string {
  if (score === null) return 'not opened';
  if (score.accuracy === null) return `inconclusive, ${count(score.missing)} missing`;
  const missing = score.missing > 0 ? `, ${count(score.missing)} missing` : '';
  return `${percentWithInterval(score.accuracy, score.interval)} n ${count(score.n)}${missing}`;
}
