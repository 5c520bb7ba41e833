import type { Task } from '../../task/contract.ts';

/** The models that the simulator plays. */
export const SIM_MODELS = ['sim-executor', 'sim-meta'] as const;
export type SimModel = (typeof SIM_MODELS)[number];

/** What can go wrong on purpose. `busy` is a 429 too, but earned: more requests at once than `maxConcurrent`. */
export const SIM_FAULTS = ['429', '500', 'hang', 'cut'] as const;
export type SimFault = (typeof SIM_FAULTS)[number];

/** Request fields that some real servers do not know. */
export const REFUSABLE_FIELDS = ['n', 'response_format', 'max_completion_tokens', 'seed'] as const;
export type RefusableField = (typeof REFUSABLE_FIELDS)[number];

export interface SimOptions {
  /** 0 takes a free one. @default 0 */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** Milliseconds until a reply starts. @default 0 */
  latencyMs?: number;
  /** Share of `latencyMs` by which a single latency varies up and down, in [0, 1]. @default 0 */
  jitter?: number;
  /** Share of requests that meet each fault, each in [0, 1], together at most 1. @default {} */
  faults?: Partial<Record<SimFault, number>>;
  /** Seconds in the Retry-After header of a 429. @default 1 */
  retryAfterS?: number;
  /** Scales the executor's rate of right answers, in [0, 1]. @default 1 */
  quality?: number;
  /** @default 0 */
  seed?: number | string;
  /**
   * Tasks whose items the executor knows, or how to get them; a function is called once, at the first request
   * that needs it.
   * @default []
   */
  tasks?: readonly Task[] | (() => Promise<readonly Task[]>);
  /** Fields answered with 400, as by servers that do not know them. @default [] */
  refuse?: readonly RefusableField[];
  /** Answer with one choice however many are asked. @default false */
  ignoreN?: boolean;
  /** Chat requests at once; more are answered 429. @default Infinity */
  maxConcurrent?: number;
}

export interface SimStats {
  /** Chat requests, whatever became of them. */
  requests: number;
  /** Choices sent. */
  choices: number;
  promptTokens: number;
  completionTokens: number;
  byModel: Record<SimModel, number>;
  /** `refused`: answered 400 or 404. */
  byFault: Record<SimFault | 'busy' | 'refused', number>;
  /** Executor requests in which no known item was found. */
  unknownItems: number;
  /** Most chat requests at once. */
  peakConcurrency: number;
}

export interface SimServer {
  /** With `/v1`: what a client takes as its base URL. */
  url: string;
  port: number;
  stats(): SimStats;
  /** Ends every connection, hanging ones too. */
  close(): Promise<void>;
}

export interface ChatMessage {
  role: string;
  content: string;
}

/** What a simulated model needs to know of a request. */
export interface ChatRequest {
  model: SimModel;
  messages: readonly ChatMessage[];
  temperature: number;
  /** `null` when the client sent none. */
  seed: number | null;
  /** Whether `response_format` asks for JSON. */
  json: boolean;
}

/** What a simulated model says, before `stop` and the token limit. */
export interface Reply {
  text: string;
  /** Whether it ended in the middle, as if at its token limit. */
  truncated: boolean;
}

/** Choice k of a request: the same every time. */
export type Speaker = (k: number) => Reply;
