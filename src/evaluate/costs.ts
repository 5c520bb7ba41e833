import type { Outcome } from '../statistics/index.ts';
import type { EvaluationSummary } from './contract.ts';

/** What counts of an evaluation, beside its accuracy. */
export function costsOf({
  callsPerItem,
  costUsd,
  n,
  latencyMs,
}: Pick<EvaluationSummary, 'callsPerItem' | 'costUsd' | 'n' | 'latencyMs'>): Omit<Outcome, 'accuracy'> {
  return {
    callsPerItem,
    costPerItemUsd: costUsd === null || n === 0 ? null : costUsd / n,
    latencyMs: latencyMs.p90,
  };
}
