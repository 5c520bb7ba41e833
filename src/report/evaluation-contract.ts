import type { EvaluationSummary } from '../evaluate/contract.ts';
import type { Problem } from './problems.ts';
import type { Finding, RunReport } from './contract.ts';

/** All that a report says about a run of `eval`: one workflow on one split. It has no turns and no winner. */
export interface EvaluationReport extends Pick<
  RunReport,
  'run' | 'failingItems' | 'failures' | 'costs' | 'prices' | 'testOpenings' | 'testLooks'
> {
  workflow: {
    /** As it was named: a file or a candidate. */
    label: string;
    hash: string;
    /** `null` where an older version did not keep it. */
    code: string | null;
    findings: Finding[];
  };
  split: string;
  /** `null` before its end. */
  summary: EvaluationSummary | null;
  /** Why there is no score, as a sentence; `null` where there is one. */
  cause: string | null;
  /** What failed or is missing, the most frequent first. */
  problems: Problem[];
}
