import { z } from 'zod';
import type { EvaluationProgress } from '../../evaluate/index.ts';
import type { Model, Usage } from '../../model/index.ts';
import type { Bill, Ending } from '../../run/index.ts';
import { type ScoreOptions, scoreSettings } from '../../score/index.ts';
import type { Surroundings } from '../../session/index.ts';
import type { Interval } from '../../statistics/index.ts';
import type { Openings } from '../../store/index.ts';
import type { Task } from '../../task/contract.ts';
import type { Skipped } from './choose.ts';

/** What decides the course of a run of baselines, with its defaults. */
export const baselineSettings = scoreSettings
  .pick({ split: true, repeats: true, seed: true, cache: true, maxTokens: true })
  .extend({
    /** From the start of the split. */
    items: z.int().min(1).default(128),
    /** Whether each is also compared with a vote of as many calls. */
    vote: z.boolean().default(false),
  });

export interface BaselinesOptions
  extends
    Partial<z.infer<typeof baselineSettings>>,
    Pick<
      ScoreOptions,
      | keyof Surroundings
      | 'concurrency'
      | 'workers'
      | 'budgetUsd'
      | 'maxCalls'
      | 'name'
      | 'dataSeed'
      | 'judge'
      | 'onDownload'
      | 'onRetry'
      | 'onWarning'
      | 'onSpending'
      | 'onStarted'
      | 'signal'
    > {
  task: string | Task;
  executor: string | Model;
  /** Names of baselines. @default all that make sense for the task */
  only?: readonly string[];
  onProgress?: (progress: BaselineProgress) => void;
  /** Called with each as it is scored, without its comparisons. */
  onScored?: (scored: ScoredWorkflow) => void;
}

/** The same, checked and with the defaults filled in. */
export type FilledOptions = BaselinesOptions & z.infer<typeof baselineSettings>;

export interface BaselineProgress extends EvaluationProgress {
  name: string;
  /** Evaluations before this one, and planned in all: votes are planned when their size is known. */
  before: number;
  evaluations: number;
}

/** What a workflow came to on the items. */
export interface ScoredWorkflow {
  name: string;
  /** `RUN/t00c3`: `w4s show`, `compare` and `publish` take it. */
  candidate: string;
  /** `null` where it is inconclusive. */
  accuracy: number | null;
  /** Why it is inconclusive, as a sentence. */
  problem: string | null;
  /** 95%. */
  interval: Interval | null;
  /** Scored item runs. */
  n: number;
  missing: number;
  /** Item runs that ended in a failure, the missing ones included. */
  failed: number;
  callsPerItem: number;
  tokensPerItem: Usage;
  /** Dollars; `null` for a model without a price. */
  costPerItemUsd: number | null;
}

/** A difference on the items that both scored. */
export interface Difference {
  items: number;
  difference: number;
  /** 95%. */
  interval: Interval;
  p: number;
  /** Adjusted for all comparisons of the table (Holm). */
  pHolm: number;
}

export interface BaselineRow extends ScoredWorkflow {
  source: string | null;
  /** This one minus `direct`; `null` for `direct` itself, and where nothing can be said. */
  againstDirect: Difference | null;
  /** As many chains of thought as it makes calls, and their vote; `null` where none was asked for or makes sense. */
  vote: MatchedVote | null;
}

export interface MatchedVote extends ScoredWorkflow {
  votes: number;
  /** The baseline minus the vote. */
  difference: Difference | null;
}

export interface BaselinesResult {
  run: string;
  status: Ending['status'];
  /** Why it ended before its last workflow. */
  reason: string | null;
  task: string;
  metric: string;
  split: string;
  items: number;
  executor: string;
  rows: BaselineRow[];
  skipped: Skipped[];
  notes: string[];
  paid: Bill;
  simulated: boolean;
  /** How often the test split was opened in this store; `null` for another split. */
  openings: Openings | null;
}
