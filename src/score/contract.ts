import type { EvaluationProgress, EvaluationSummary } from '../evaluate/index.ts';
import type { Model, Spent } from '../model/index.ts';
import type { Surroundings } from '../session/index.ts';
import type { Openings } from '../store/index.ts';
import type { SplitName, Task } from '../task/contract.ts';
import type { Problem } from '../report/index.ts';
import type { Requirement, Requirements } from './requirements.ts';
import type { ScoreSettings, Shard } from './settings.ts';

// Here too: the flags of commands are read from it, and the index loads all that scores.
export { scoreSettings } from './settings.ts';

export interface ScoreOptions extends Surroundings, Requirements {
  /** A .py file, a run (its winner), or a candidate `RUN/t03c1`. */
  workflow: string;
  /** @default what the workflow was made for */
  task?: string | Task;
  /** Draws other items of a generated task, as `?data-seed=N` in its name. @default 0 */
  dataSeed?: number;
  executor: string | Model;
  judge?: string | Model;
  /** @default 'validation' */
  split?: SplitName;
  /** Items from the start of the split. @default all */
  limit?: number;
  /**
   * Evaluates every `of`-th of these items, from the `index`-th on: `w4s merge` joins the shards of several processes.
   * Caps are those of all shards together, and this one gets its part of them. @default all
   */
  shard?: Shard;
  /** @default 1 */
  repeats?: number;
  /** @default 0 */
  seed?: number;
  /** @default 48 */
  concurrency?: number;
  /**
   * Whether `w4s worker` processes run the items, on any machine that reaches the store: it must be on PostgreSQL.
   * @default false
   */
  workers?: boolean;
  budgetUsd?: number;
  maxCalls?: number;
  /** The most that one answer may be asked for. Tokens. @default as the config and the workflow say */
  maxTokens?: number;
  /** `fresh` pays anew for every answer. @default 'use' */
  cache?: 'use' | 'fresh';
  name?: string;
  /** Told while a benchmark is downloaded, installed or generated. */
  onDownload?: (text: string) => void;
  onProgress?: (progress: EvaluationProgress) => void;
  onRetry?: (text: string) => void;
  /** Told what was noticed when the task was loaded, and what the score says of it. */
  onWarning?: (text: string) => void;
  /** Called at the start with a function that tells what was paid so far. */
  onSpending?: (spent: () => Spent) => void;
  /** Called with the run's name and a function that stops softly. */
  onStarted?: (run: string, stop: () => void) => void;
  signal?: AbortSignal;
}

/** The same, checked and with the defaults filled in. */
export type FilledScoreOptions = ScoreOptions & ScoreSettings;

/** What `eval` prints: the summary, the run to compare it by, and what was paid. */
export interface ScoreResult extends EvaluationSummary {
  run: string;
  workflow: string;
  workflowHash: string;
  task: string;
  executor: string;
  /** Which part of the items it is, as `2/4`; `null` for all. */
  shard: string | null;
  /** Completions and dollars paid now; the summary's own are those of the workflow, cached answers included. */
  paid: { calls: number; costUsd: number | null };
  simulated: boolean;
  /** Why items are missing, by the example of one; `null` when none is. */
  missingCause: string | null;
  /** What failed, by what it was; the most frequent first. */
  problems: Problem[];
  /** Why it ended before its last item. */
  endedBy: 'cap' | 'interrupt' | null;
  /** What was required of it, and whether it reached that; empty where nothing was. */
  requirements: Requirement[];
  /** How often the test split was opened in this store, this time included; `null` for another split. */
  openings: Openings | null;
}
