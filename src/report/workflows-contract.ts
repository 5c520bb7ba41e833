import type { Interval } from '../statistics/contract.ts';
import type { CandidateStatus, RunReport } from './contract.ts';

/**
 * All that a report says about a run of given workflows on one split: hand-made ones (`baselines`), or winners with
 * what they are held against (`transfer`). It has no turns and no winner.
 */
export interface WorkflowsReport extends Pick<
  RunReport,
  'run' | 'failingItems' | 'failures' | 'costs' | 'prices' | 'testOpenings' | 'testLooks'
> {
  split: string;
  /** In the order in which they are scored. */
  workflows: GivenWorkflow[];
  /** Differences on shared items; empty until the run ended. */
  pairs: WorkflowPair[];
  /** Of a run of `transfer`: the name of the whole; `null` until the run ended. */
  transfer: string | null;
}

/** A workflow that was there, and what it came to. */
export interface GivenWorkflow {
  candidateId: string;
  name: string;
  /** `proposed` while it is scored. */
  status: CandidateStatus;
  accuracy: number | null;
  interval: Interval | null;
  /** Scored item runs. */
  n: number;
  missing: number;
  /** Item runs that ended in a failure, the missing ones included. */
  failed: number;
  /** What it used, answers from the cache included; `null` before its evaluation ended. */
  callsPerItem: number | null;
  tokensPerItem: number | null;
  costPerItemUsd: number | null;
  latencyMs: { p50: number; p90: number } | null;
  /** Why it has no score, as a sentence. */
  problem: string | null;
}

/** The first minus the second on the items that both scored. */
export interface WorkflowPair {
  workflow: string;
  against: string;
  items: number;
  difference: number;
  interval: Interval;
  p: number;
  /** Adjusted for all comparisons of the command (Holm). */
  pHolm: number;
}
