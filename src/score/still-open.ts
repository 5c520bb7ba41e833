import type { EvaluationSummary } from '../evaluate/index.ts';
import type { StopControl } from '../run/index.ts';

/**
 * An evaluation as it is put on record. One that came out inconclusive while its run is ending is left open, so that a
 * continuation tries again what went missing.
 */
export function stillOpen(summary: EvaluationSummary, { ending }: Pick<StopControl, 'ending'>): EvaluationSummary {
  return summary.status === 'inconclusive' && ending !== undefined ? { ...summary, status: 'stopped' } : summary;
}
