import type { EvaluationSummary } from './contract.ts';

/** Whether most of what the executor said was of no use: then a low score says nothing of the workflow. */
export function isMostlyUnusable({ unusable, calls }: Pick<EvaluationSummary, 'unusable' | 'calls'>): boolean {
  return 2 * unusable > calls;
}

/** Whether all of it was run and it has a score: only then is it a side of a test. */
export function isScored(summary: Pick<EvaluationSummary, 'status' | 'accuracy'> | undefined): boolean {
  return summary?.status === 'complete' && summary.accuracy !== null;
}

type Facts = Pick<
  EvaluationSummary,
  'status' | 'n' | 'planned' | 'skippedByRacing' | 'missingBy' | 'unusable' | 'calls'
>;

/**
 * Whether an evaluation would come to the same if it were repeated. Not where too few items were scored because servers
 * failed: it then asks for the missing ones, and takes the others from the cache.
 */
export function isSettled(summary: Pick<EvaluationSummary, 'status' | 'unusable' | 'calls'>): boolean {
  return summary.status !== 'inconclusive' || isMostlyUnusable(summary);
}

/** Why an evaluation has no score, in a sentence without its stop; `undefined` for one that has or was only stopped. */
export function inconclusiveBecause({
  status,
  n,
  planned,
  skippedByRacing,
  missingBy = {},
  unusable,
  calls,
}: Facts): string | undefined {
  if (status !== 'inconclusive') return undefined;
  if (isMostlyUnusable({ unusable, calls }))
    return `${unusable} of ${calls} replies of the executor were empty, cut off, filtered or refused`;
  const causes = Object.entries(missingBy).map(([cause, count]) => `${count} x ${cause}`);
  return `only ${n} of ${planned - skippedByRacing} item runs could be scored (${causes.join(', ')})`;
}
