import type { ItemFailure, ItemUsage } from './outcome.ts';
import type { Json } from '../base/json.ts';
import type { CallPurpose, Model } from '../model/contract.ts';
import type { Sandbox, SandboxLimits } from '../sandbox/contract.ts';
import type { Task, WorkflowInput } from '../task/contract.ts';
import type { Toolbox, ToolLog } from '../tools/contract.ts';
import type { Trace } from './trace.ts';

/** The function that a workflow's text defines; `solver` is the reference code's name for it. */
export type EntryName = 'workflow' | 'solver';

/** In the order in which they are looked for. */
export const ENTRY_NAMES: readonly EntryName[] = ['workflow', 'solver'];

export type Severity = 'info' | 'warning' | 'danger';

/** Something about a workflow that a person may want to know before it is let loose. */
export interface Finding {
  /** Stable and machine-readable, e.g. `dangerous-import`, `other-model`, `audit-open`. */
  rule: string;
  severity: Severity;
  /** 1-based line of the workflow's text; `null` for what was seen while it ran. */
  line: number | null;
  detail: string;
}

/** What one workflow may use on one item. Beyond it, agent calls raise a RuntimeError inside the workflow. */
export interface Quotas {
  /** Completions asked of the executor: `num_of_response=5` counts five. @default 64 */
  calls: number;
  /** Prompt and completion tokens together, looked at before each call. @default 200_000 */
  tokens: number;
  /** Dollars, looked at before each call; `null` without a limit. @default null */
  costUsd: number | null;
  /** Programs that `execute_code` and public tests may run. @default 256 */
  codeRuns: number;
  /** Milliseconds of processor time for all of them together. @default 120_000 */
  codeCpuMs: number;
  /**
   * Milliseconds that the workflow itself takes on the item; waiting for the executor does not count.
   * @default 300_000
   */
  wallMs: number;
  /** Milliseconds that it may wait for executor and tools in all; then the item is missing. @default 3_600_000 */
  waitMs: number;
  /** Calls of tools. @default 64 */
  toolCalls: number;
  /** Characters of one tool's result or of a file's text; the rest is cut off. @default 100_000 */
  toolCharacters: number;
  /** Milliseconds that one call of a tool may take. @default 60_000 */
  toolMs: number;
}

export const DEFAULT_QUOTAS: Readonly<Quotas> = {
  calls: 64,
  tokens: 200_000,
  costUsd: null,
  codeRuns: 256,
  codeCpuMs: 120_000,
  wallMs: 300_000,
  waitMs: 3_600_000,
  toolCalls: 64,
  toolCharacters: 100_000,
  toolMs: 60_000,
};

/** New tokens that a reply may have where the workflow does not say. */
export const DEFAULT_MAX_TOKENS = 4096;

export interface WorkflowRunOptions {
  code: string;
  /** Without it, the first of {@link ENTRY_NAMES} that the code defines. */
  entry?: EntryName;
  item: WorkflowInput;
  /** `code`: the workflow also gets the item's entry point. */
  kind: Task['kind'];
  executor: Model;
  sandbox: Sandbox;
  /** Which independent repetition of the item this is. @default 0 */
  repeat?: number;
  /** The run's seed, from which the executor's seeds are derived. @default 0 */
  seed?: number;
  limits?: Partial<SandboxLimits>;
  /** What `agent.call_tool` calls. @default the agent has no such method */
  tools?: Toolbox;
  /** Where results of tools are kept, so that a call that is made again after a stop finds its own. @default nowhere */
  toolLog?: ToolLog;
  /** Where files of items lie. @default the agent has no method for them */
  folder?: string;
  quotas?: Partial<Quotas>;
  /** Whose books the executor's calls go to. @default an executor call of the search phase */
  purpose?: CallPurpose;
  signal?: AbortSignal;
}

/** One workflow on one item: answered or failed, in one shape. */
export interface WorkflowRun {
  /** Present exactly when `failure` is not. */
  answer?: Json;
  failure?: ItemFailure;
  usage: ItemUsage;
  stdout: string;
  /** What the run itself showed: audit events, another model asked for. */
  findings: Finding[];
  /** What happened, step by step. */
  trace: Trace;
  /** What the workflow returned, each key's value as a short text. */
  replyKeys: Record<string, string>;
}
