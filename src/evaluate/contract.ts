import type { Json } from '../base/json.ts';
import type { Usage } from '../model/contract.ts';
import type { Interval } from '../statistics/contract.ts';
import type { ItemFailure, ItemFailureKind, ItemUsage, ToolUsage, Trace } from '../workflow/index.ts';

/** One item, one repeat: scored, failed or missing, all in one shape. */
export interface ItemResult {
  itemId: string;
  repeat: number;
  /** In [0, 1]; `null` when missing. */
  score: number | null;
  answer: Json;
  note?: string;
  failure?: ItemFailure;
  usage: ItemUsage;
  /** First 2,000 characters. */
  stdout: string;
  /** Absent in what an older version wrote, and where results are read in bulk. */
  trace?: Trace;
}

export interface EvaluationSummary {
  evaluationId: string;
  split: string;
  /**
   * Mean score over what was scored; `null` when inconclusive.
   * Where a race was lost, an estimate for all items: see `Race`.
   */
  accuracy: number | null;
  /** 95%, see `meanInterval`. `null` when inconclusive or when a race was lost. */
  interval: Interval | null;
  /** Scored item results. */
  n: number;
  /** Asked for: items x repeats. */
  planned: number;
  missing: number;
  /** `missing` by cause: the kind of failure, for a provider's with its code, e.g. `provider: model-timeout`. */
  missingBy: Record<string, number>;
  /** Of `calls`, those that came empty, cut off, filtered or refused. */
  unusable: number;
  /** Replies that should have been JSON and could not be read as such. Absent in summaries of older versions. */
  malformed?: number;
  /** Not run because the race was lost. */
  skippedByRacing: number;
  /** Of a raced one: whether it lost on its minibatch, before the race. Absent otherwise. */
  lostOn?: 'minibatch';
  /** Number of item results by kind. */
  failures: Partial<Record<ItemFailureKind, number>>;
  /**
   * `inconclusive`: fewer than 90% were scored, or most completions were unusable; `stopped`: by a
   * cap or a signal.
   */
  status: 'complete' | 'raced' | 'inconclusive' | 'stopped';
  calls: number;
  callsPerItem: number;
  tokens: Usage;
  costUsd: number | null;
  latencyMs: { p50: number; p90: number; p99: number };
  wallMs: number;
  /** Calls of tools, with the commonest reasons why some brought nothing. Absent where none was called. */
  tools?: ToolUsage;
}

/** What of an earlier, interrupted pass is already known. */
export interface KnownResult {
  itemId: string;
  repeat: number;
  score: number;
  failureKind: ItemFailureKind | null;
  usage: ItemUsage;
}

/** What is known of an evaluation before its first item. */
export interface EvaluationStart {
  evaluationId: string;
  candidateId: string | null;
  workflowHash: string;
  /** For people: `turn 3, candidate 1`, `chain_of_thought.py`. */
  label: string;
  task: string;
  split: string;
  phase: string;
  repeats: number;
  planned: number;
}

/**
 * Where an evaluation is recorded as it happens. Item results have the key (evaluation, item, repeat); writing a scored
 * one twice changes nothing, a missing one is overwritten by a later try. A write resolves when it is durable.
 */
export interface EvaluationLog {
  /** The summary of an evaluation that ended for good; `undefined` for a new or a stopped one. */
  finished(evaluationId: string): Promise<EvaluationSummary | undefined>;
  start(start: EvaluationStart): Promise<void>;
  /** What has a score, in the order of ids, then of repeats. */
  known(evaluationId: string): Promise<KnownResult[]>;
  append(evaluationId: string, result: ItemResult): Promise<void>;
  finish(summary: EvaluationSummary): Promise<void>;
  /** Results with less than a full score, at most `limit`, in a fixed order. */
  failing(evaluationId: string, limit: number): Promise<ItemResult[]>;
  /** Results on items of these ids, in the order of ids, then of repeats. */
  on(evaluationId: string, itemIds: readonly string[]): Promise<ItemResult[]>;
}
