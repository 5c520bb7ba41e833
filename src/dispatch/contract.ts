import { z } from 'zod';

/** What a run asks of its workers: references and numbers, and never the text of an item, a gold or a key. */
export const offeredWork = z.object({
  /** Of w4s. */
  version: z.string(),
  /** How the task is loaded. */
  task: z.string(),
  /** Of the task with all its items: see `taskFingerprint`. */
  taskHash: z.string(),
  /** Of what its tools say of themselves; `null` for a task without. */
  toolsHash: z.string().nullable(),
  executor: z.string(),
  judge: z.string().nullable(),
  /** Its kind, as `Sandbox.name`. */
  sandbox: z.string(),
  seed: z.int(),
  /** See `ItemSetup`. */
  golds: z.boolean(),
  quotas: z.looseObject({}).nullable(),
  /** Whether answers of other runs are left alone. */
  isolated: z.boolean(),
  /** Tokens. */
  maxTokens: z.int().nullable(),
  /** Over all processes of the run. */
  caps: z.object({
    budgetUsd: z.number().nullable(),
    maxCalls: z.number().nullable(),
    /** Completions that the executor is asked for on validation items, the cache's answers included. */
    maxExecutorCalls: z.number().nullable(),
  }),
});

export type OfferedWork = z.infer<typeof offeredWork>;

/** One item run, by references. */
export interface ItemJob {
  evaluation: string;
  /** The candidate that the workflow belongs to; `null` where the run has one workflow. */
  candidate: string | null;
  /** Of the workflow. */
  hash: string;
  split: string;
  item: string;
  repeat: number;
  phase: string;
}

/** A job in the hands of a worker. */
export interface TakenJob {
  id: string;
  /** How often it was taken before: whoever took it before has no say in it any more. */
  retryCount: number;
  job: ItemJob;
}

/** The jobs of one run, in the database that the processes share. */
export interface ItemQueue {
  /** Jobs that are there already change nothing. */
  add(jobs: readonly { id: string; job: ItemJob }[]): Promise<void>;
  /** At most so many, oldest first. */
  take(most: number): Promise<TakenJob[]>;
  /** Says that they are worked on. */
  beat(jobs: readonly TakenJob[]): Promise<void>;
  done(jobs: readonly TakenJob[]): Promise<void>;
  /** Somebody else may take them. */
  giveBack(jobs: readonly TakenJob[]): Promise<void>;
  /** Gives back what shows no sign of life. */
  takeBack(silentMs: number): Promise<void>;
  /** Whether there is any, waiting or in somebody's hands. */
  hasJobs(): Promise<boolean>;
  /** What the queue itself does for its jobs, such as giving back what was silent for longer. */
  tidy(): Promise<void>;
  /** Ids of jobs that too many workers took and none finished; they are gone then. */
  givenUp(): Promise<string[]>;
  /** Removes what nobody has in hand. @returns the ids of what is left */
  recall(): Promise<ReadonlySet<string>>;
  clear(): Promise<void>;
  remove(): Promise<void>;
}
