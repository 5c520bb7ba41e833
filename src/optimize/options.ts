import type { Model } from '../model/contract.ts';
import type { Task } from '../task/contract.ts';
import type { Surroundings } from '../session/index.ts';
import type { GivenSettings } from './settings.ts';
import type { RunCommand } from './strategies/index.ts';

/** What may differ between a run and its continuation. */
export interface Limits {
  /**
   * Whether `w4s worker` processes run the items, on any machine that reaches the store: it must be on PostgreSQL.
   * @default false
   */
  workers?: boolean;
  /** Item runs at a time. @default 48 */
  concurrency?: number;
  /** Dollars. @default no cap */
  budgetUsd?: number;
  /** Completions asked of providers. @default no cap */
  maxCalls?: number;
  /**
   * Completions that the executor is asked for on validation items, answers of the cache included. Candidates are then
   * evaluated one after the other. @default no cap
   */
  maxExecutorCalls?: number;
  /** Minutes of this process. @default no cap */
  maxMinutes?: number;
}

/** Which run it is to be. */
export interface RunChoice {
  /** A name to find the run by. */
  name?: string;
  /**
   * The run to continue: id, name, beginning of the id, or `latest`.
   * @default an unfinished one of the same settings and name
   */
  run?: string;
  /** Begin a new run even where an unfinished one has the same settings. @default false */
  anew?: boolean;
  /** @default 'optimize' */
  command?: RunCommand;
}

export interface OptimizeOptions extends GivenSettings, Limits, RunChoice, Surroundings {
  /** A benchmark's name, the path of a task file, or a task from `defineTask`. */
  task: string | Task;
  /** The strong model: `provider:model`, `http://host:port/v1#model`, or a {@link Model}. */
  executor: string | Model;
  /** The weak model that writes the workflows. */
  meta: string | Model;
  /** For tasks that an LLM scores. */
  judge?: string | Model;
  /** Draws other items of a generated task, as `?data-seed=N` in its name. @default 0 */
  dataSeed?: number;
}
