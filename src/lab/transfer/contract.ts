import { z } from 'zod';
import type { Model } from '../../model/index.ts';
import type { Bill, Ending } from '../../run/index.ts';
import { scoreSettings } from '../../score/index.ts';
import type { Task } from '../../task/contract.ts';
import type { BaselinesOptions, Difference, ScoredWorkflow } from '../baselines/index.ts';

/** What decides the course of a transfer, with its defaults. */
export const transferSettings = scoreSettings.pick({ repeats: true, seed: true, maxTokens: true }).extend({
  /** That a winner holds elsewhere is a claim: so the sealed split, with its openings on record. */
  split: z.enum(['test', 'validation']).default('test'),
  /** From the start of the split. */
  items: z.int().min(1).default(128),
});

export interface TransferOptions
  extends
    Partial<z.infer<typeof transferSettings>>,
    Omit<BaselinesOptions, 'task' | 'executor' | 'only' | 'split' | 'vote' | 'cache'> {
  /** Runs (their winners), candidates `RUN/t03c1`, published versions `NAME@3`, or .py files. */
  winners: readonly string[];
  /** Also the paper's transfers by name, `paper:math`. @default the tasks that the winners were made for */
  tasks?: readonly (string | Task)[];
  /** @default the executors that the winners were measured with */
  executors?: readonly (string | Model)[];
}

/** The same, checked and with the defaults filled in. */
export type FilledOptions = TransferOptions & z.infer<typeof transferSettings>;

/** A workflow that is moved. */
export interface TransferWinner {
  /** As messages call it: `RUN/t03c1`, `emails@3`, the path of a file. */
  name: string;
  hash: string;
  /** Where it was found; `null` where nothing says so. */
  task: string | null;
  executor: string | null;
}

/**
 * Which workflow a winner is held against. `own`: what its search started from, as it stands, on the task of the
 * search; `same`: the same example, told what this task asks; `direct`: the plain question, where neither fits.
 */
export type StartKind = 'own' | 'same' | 'direct';

/** A winner on a task with an executor. */
export interface TransferCell {
  winner: string;
  task: string;
  executor: string;
  /** Whether it was found here: on this task, with this executor. */
  isHome: boolean;
  scored: ScoredWorkflow;
  start: ScoredWorkflow & { kind: StartKind };
  /** The winner minus the start, in pairs; `null` where nothing can be said, and where both are one program. */
  difference: Difference | null;
  /** The run that holds both. */
  run: string;
}

/** A winner that can't work on a task. */
export interface LeftOut {
  winner: string;
  task: string;
  /** As `its function has no parameter \`entry_point\``. */
  reason: string;
}

export interface TransferTask {
  name: string;
  metric: string;
  /** Number of items. */
  items: number;
  /** Runs in this store that opened its test split, these included; `null` for another split. */
  openings: number | null;
}

export interface TransferResult {
  name: string;
  status: Ending['status'];
  /** Why it ended before its last cell. */
  reason: string | null;
  split: string;
  winners: TransferWinner[];
  tasks: TransferTask[];
  executors: string[];
  /** In the order of tasks, executors, winners. */
  cells: TransferCell[];
  /** Of the whole transfer; empty in the result of one of its runs. */
  leftOut: LeftOut[];
  /** Over all sessions. */
  paid: Bill;
  simulated: boolean;
  /** The page with the heat map; `null` where none was written. */
  report: string | null;
}
