import type { EvaluationSummary } from '../evaluate/index.ts';
import type { LedgerRow } from '../model/index.ts';
import { problemsOf } from '../report/index.ts';
import { billOf } from '../run/index.ts';
import { type SplitReference, type Store, openingsOfSplit } from '../store/index.ts';
import type { ScoreResult } from './contract.ts';
import { missingCause } from './missing.ts';

/** What of a result is known before its first item. */
export type ScoredSubject = Pick<
  ScoreResult,
  'run' | 'workflow' | 'workflowHash' | 'task' | 'executor' | 'shard' | 'simulated'
>;

export interface Scored {
  subject: ScoredSubject;
  summary: EvaluationSummary;
  ledger: readonly LedgerRow[];
  /** The test split that was opened, if one was. */
  opened: SplitReference | undefined;
}

/** An evaluation that is on record, as `eval` tells of it where nothing is required. */
export async function resultOf(store: Store, { subject, summary, ledger, opened }: Scored): Promise<ScoreResult> {
  const cause = summary.missing === 0 ? undefined : await missingCause(store, summary.evaluationId);
  return {
    ...summary,
    ...subject,
    paid: billOf(ledger),
    missingCause: cause === undefined ? null : `${cause.kind}: ${cause.message}`,
    problems: await problemsOf(store, summary.evaluationId),
    endedBy: null,
    requirements: [],
    openings: opened === undefined ? null : await openingsOfSplit(store, opened),
  };
}
