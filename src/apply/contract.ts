import type { z } from 'zod';
import type { W4sError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Completion, CompletionRequest, Model, Spent } from '../model/index.ts';
import type { Session, Surroundings } from '../session/index.ts';
import type { Subject } from '../subject/index.ts';
import type { Task, WorkflowInput } from '../task/contract.ts';
import type { ItemFailure, ItemUsage, Quotas, Trace } from '../workflow/index.ts';
import type { applySettings } from './settings.ts';

export interface ApplyOptions extends Surroundings {
  /**
   * A .py file, a published version (`emails`, `emails@3`), a run (its winner), or a candidate `RUN/t03c1`; or what one
   * of these was found to be.
   */
  workflow: string | Subject;
  /** @default the one that the workflow was measured with */
  executor?: string | Model;
  /** Fills a file's head of `TASK = ""`, and says the kind. @default none is loaded */
  task?: string | Task;
  /** `code`: the workflow gets the input's entry point as well. @default as its task, else as its function's form */
  kind?: Task['kind'];
  /** What the workflow may use on one input. */
  quotas?: Partial<Quotas>;
  /** @default 0 */
  seed?: number;
  /** `fresh` pays anew for answers that other runs paid for. @default 'use' */
  cache?: 'use' | 'fresh';
  /** Dollars of the run, over all its sessions. @default no cap */
  budgetUsd?: number;
  /** Completions asked of the provider, as `budgetUsd`. @default no cap */
  maxCalls?: number;
  /** The most that one answer may be asked for. Tokens. */
  maxTokens?: number;
  /** Inputs at a time; further ones wait. @default the session's */
  concurrency?: number;
  /** Whose it is on record. @default 'run' */
  command?: 'run' | 'serve';
  /** A name to find the run by. */
  name?: string;
  /** What else makes two commands the same run: a fingerprint of the inputs, for one. */
  identity?: Readonly<Record<string, unknown>>;
  /**
   * Which earlier run of the same name, settings and `identity` is taken up: its results are not run again, and what it
   * spent counts toward the caps. `always` also takes up one that ended. @default 'never'
   */
  goesOn?: 'never' | 'unfinished' | 'always';
  /** Inputs that are to come, for whoever looks at the run. */
  planned?: number;
  /**
   * Whether a model that is down fails each input and ends nothing, and a cap refuses inputs only while they do not
   * fit: for a server.
   * @default false
   */
  isPatient?: boolean;
  /**
   * Keeps no text: of each input what it came to, used and cost, and nothing of what was asked and answered. Then
   * nothing comes from the cache, and an id is not known again. @default false
   */
  forgets?: boolean;
  /** Works in a session that is open already, and leaves it open. @default its own, from the other options */
  session?: Session;
  onRetry?: (text: string) => void;
  onWarning?: (text: string) => void;
  onDownload?: (text: string) => void;
  /** Aborting ends what is under way. */
  signal?: AbortSignal;
}

/** The same, checked and with the defaults filled in. */
export type FilledApplyOptions = ApplyOptions & z.infer<typeof applySettings>;

/** An input, by its text alone or with what else is known of it. */
export type ApplyInput = string | (Omit<WorkflowInput, 'id'> & { id?: string });

export type ApplyInputs = Iterable<ApplyInput> | AsyncIterable<ApplyInput>;

export interface RunOptions {
  /** Ends this input alone: its failure is `interrupted` then. */
  signal?: AbortSignal;
  /** Which independent repetition it is, with samples of its own. @default 0 */
  repeat?: number;
  /** Wraps the executor for this input alone: to watch its calls, or to send a trace context along. */
  around?: (executor: Model) => Model;
}

export interface StreamOptions extends Pick<RunOptions, 'signal'> {
  /**
   * `input`: as they came, so that a slow one holds back those behind it; `completion`: each as soon as it is there.
   * @default 'input'
   */
  order?: 'input' | 'completion';
}

/** A workflow on one input: answered or failed. */
export interface Applied {
  /** As it was given, else made here. Under it the result is on record: `w4s show RUN --item ID`. */
  id: string;
  repeat: number;
  /** Present exactly when `failure` is not. */
  answer?: Json;
  failure?: ItemFailure;
  /** What the workflow used, answers from the cache included. */
  usage: ItemUsage;
  /** What was paid for it now. */
  paid: Paid;
  /** Completions that came from the cache, of `usage.calls`. */
  cached: number;
  /** What happened, step by step. */
  trace: Trace;
  /** First 2,000 characters. */
  stdout: string;
  /** Whether it lay in the run's record, and nothing was run. */
  isRecorded: boolean;
}

export interface Paid {
  /** Completions. */
  calls: number;
  /** Requests that it took, those that were tried again included. */
  requests: number;
  promptTokens: number;
  completionTokens: number;
  /** Dollars; `null` when unpriced. */
  costUsd: number | null;
}

/** A workflow at work: its books are open, its inputs come from anywhere, side by side. */
export interface OpenWorkflow extends AsyncDisposable {
  /** The run that it is on record as. */
  readonly runId: string;
  readonly subject: Subject;
  readonly kind: Task['kind'];
  /** `provider:name` */
  readonly executor: string;
  /** Why nothing new is begun, once that is so: what {@link OpenWorkflow.run} would throw. */
  readonly refusal: W4sError | undefined;
  /**
   * Resolves with the refusal once the run is asked to stop (`interrupted`, `cancelled`) or is this process's no more
   * (`run-lost`); neither a cap nor closing counts.
   */
  readonly stopped: Promise<W4sError>;
  /**
   * Runs it on one input, as soon as one of `concurrency` places is free. What happens on the input is in the result;
   * an input whose id is on record with a result is not run again.
   *
   * @throws {W4sError} before the input is begun: `cap` (see `facts.cap`: `budget`, `calls`; `facts.isHeld`: it may
   * fit once inputs under way are over), `interrupted` and
   * `cancelled` once the run is stopped, `model-down`, `run-lost`, `workflow-closed`; `duplicate-id` for an id that
   * another input has. The signal's reason where that fired before a place was free.
   */
  run(input: ApplyInput, options?: RunOptions): Promise<Applied>;
  /**
   * Runs it on many inputs, `concurrency` at a time: no further input is asked for while as many are under way or wait
   * to be taken. Inputs without an id are numbered from 1. Leaving the loop early ends what is under way.
   *
   * @throws as {@link OpenWorkflow.run}, after all results that were under way
   */
  stream(inputs: ApplyInputs, options?: StreamOptions): AsyncGenerator<Applied>;
  /**
   * Asks the executor itself, without the workflow, in the same books and within the same caps.
   *
   * @throws {ModelError} as the model; {W4sError} as {@link OpenWorkflow.run}
   */
  ask(request: CompletionRequest): Promise<Completion>;
  /** What the run paid so far, over all its sessions. */
  spent(): Spent;
  /** Begins nothing new: as the first Ctrl-C. What is under way is finished. */
  stop(): void;
  /** Waits for what is under way, and puts the end on record. It stays closed. @throws {W4sError} `run-lost` */
  close(): Promise<UseResult>;
}

/** What became of a run on inputs, over all its sessions. */
export interface UseResult {
  run: string;
  workflow: string;
  workflowHash: string;
  task: string;
  executor: string;
  /** Inputs with a result, of which there are answers and failures by kind. */
  inputs: number;
  answered: number;
  failures: Record<string, number>;
  /** What the workflow used, cached answers included. */
  usage: { calls: number; promptTokens: number; completionTokens: number; costUsd: number | null };
  latencyMs: { p50: number; p90: number; p99: number };
  /** What was paid. */
  paid: { calls: number; costUsd: number | null };
  simulated: boolean;
  /** Why it ended before its last input. */
  endedBy: 'cap' | 'interrupt' | null;
}
