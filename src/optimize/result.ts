import type { EvaluationSummary } from '../evaluate/index.ts';
import type { LedgerRow } from '../model/index.ts';
import type { Proposals } from '../proposals/index.ts';
import type { Interval, ObjectiveName, PairedDifference } from '../statistics/index.ts';
import type { Openings, RunStatus } from '../store/index.ts';
import type { Winners } from '../winners/index.ts';

/** A mean score with what it rests on. */
export interface Measured {
  accuracy: number | null;
  interval: Interval | null;
  n: number;
  missing: number;
  /** Replies that were not the JSON asked for, of `calls`. Absent in results of older versions. */
  malformed?: number;
  calls?: number;
  callsPerItem: number;
  /** Dollars an item; `null` when unpriced. */
  costPerItemUsd: number | null;
}

export interface MeasuredStart {
  candidate: string;
  /** An example of `examples/workflows`, or a path, as `start` gave it. */
  name: string;
  validation: Measured;
  /** `null` while the test split is sealed. */
  test: Measured | null;
}

export interface Best {
  candidate: string;
  turn: number;
  /** Of its code. */
  hash: string;
  code: string;
  validation: Measured;
  /** `null` while the test split is sealed. */
  test: Measured | null;
  /** The exported file; `null` while it waits for a person's review. */
  file: string | null;
  needsReview: boolean;
}

/** What `optimize` ends with, however it ended. Also the last line of `--json`. */
export interface OptimizeResult {
  run: string;
  status: Exclude<RunStatus, 'running'>;
  /** Why it ended early; `null` when it ran to its end. */
  reason: string | null;
  /** What to do next; `null` unless it failed. */
  hint: string | null;
  /** Best on validation over the whole history; `null` when nothing was scored. */
  best: Best | null;
  /** The workflow to beat: the best of those that the search started from. */
  start: MeasuredStart | null;
  /** Best minus start on the same test items. */
  gain: PairedDifference | null;
  /** What the search was after. */
  objective: ObjectiveName;
  /**
   * Where that was `pareto`: the workflows than which no other is as accurate at no more cost, the most accurate first.
   */
  frontier: (Pick<Measured, 'callsPerItem' | 'costPerItemUsd'> & { candidate: string; accuracy: number })[];
  /** Best minus runner-up on the same validation items. */
  runnerUp: { candidate: string; difference: PairedDifference | null } | null;
  /** Unlike programs and routers over them; `null` where one program was asked for. */
  winners: Winners | null;
  turns: number;
  /** Beside the starts, what persons wrote included. */
  candidates: number;
  /**
   * What became of the workflows that the meta-agent wrote: broken, scored 0, without a call, better than the start.
   */
  proposals: Proposals;
  /** Item runs that racing saved. */
  skippedByRacing: number;
  /** Dollars paid over all sessions of the run; `null` when a model is unpriced. */
  costUsd: number | null;
  /** Completions paid for. */
  calls: number;
  /**
   * How often the test split was opened in this store, this time included: each look makes its score a little
   * less of a surprise. `null` while it is sealed.
   */
  openings: Openings | null;
  ledger: LedgerRow[];
  /** A model was a simulator: the numbers say nothing about the method. */
  simulated: boolean;
  report: string | null;
}

export function measured(summary: EvaluationSummary): Measured {
  const { accuracy, interval, n, missing, malformed, calls, callsPerItem, costUsd } = summary;
  return {
    accuracy,
    interval,
    n,
    missing,
    malformed,
    calls,
    callsPerItem,
    costPerItemUsd: costUsd === null || n === 0 ? null : costUsd / n,
  };
}
