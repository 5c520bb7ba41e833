import type { Task } from '../../task/contract.ts';

/** The models that the simulator plays. */
export const SIM_MODELS = ['sim-executor', 'sim-meta'] as const;
export type SimModel = (typeof SIM_MODELS)[number];

/** Intentional faults. `busy` is also a 429, but a genuine one: more concurrent requests than `maxConcurrent`. */
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
  /** Share of `latencyMs` by which each latency varies up and down, in [0, 1]. @default 0 */
  jitter?: number;
  /** Share of requests per fault, each in [0, 1], in total at most 1. @default {} */
  faults?: Partial<Record<SimFault, number>>;
  /** Seconds in the Retry-After header of a 429. @default 1 */
  retryAfterS?: number;
  /** Scales the executor's rate of right answers, in [0, 1]. @default 1 */
  quality?: number;
  /** @default 0 */
  seed?: number | string;
  /**
   * Tasks whose items the executor knows, or a function that returns them, called once on the first request that needs
   * it.
   * @default []
   */
  tasks?: readonly Task[] | (() => Promise<readonly Task[]>);
  /** Fields answered with 400, like servers that do not know them. @default [] */
  refuse?: readonly RefusableField[];
  /** Answer with one choice, however many are requested. @default false */
  ignoreN?: boolean;
  /** Concurrent chat requests; more get a 429. @default Infinity */
  maxConcurrent?: number;
}

export interface SimStats {
  /** Chat requests, whatever their outcome. */
  requests: number;
  /** Choices sent. */
  choices: number;
  promptTokens: number;
  completionTokens: number;
  byModel: Record<SimModel, number>;
  /** `refused`: answered 400 or 404. */
  byFault: Record<SimFault | 'busy' | 'refused', number>;
  /** Executor requests without a known item. */
  unknownItems: number;
  /** Peak of concurrent chat requests. */
  peakConcurrency: number;
}

export interface SimServer {
  /** Base URL for clients, including `/v1`. */
  url: string;
  port: number;
  stats(): SimStats;
  /** Closes every connection, even hanging ones. */
  close(): Promise<void>;
}

export interface ChatMessage {
  role: string;
  content: string;
}

/** What a simulated model needs to know about a request. */
export interface ChatRequest {
  model: SimModel;
  messages: readonly ChatMessage[];
  temperature: number;
  /** `null` if the client sent none. */
  seed: number | null;
  /** Whether `response_format` asks for JSON. */
  json: boolean;
}

/** What a simulated model says, before `stop` and the token limit. */
export interface Reply {
  text: string;
  /** Whether it ended midway, as if at its token limit. */
  truncated: boolean;
}

/** Returns choice k of a request: the same every time. */
export type Speaker = (k: number) => Reply;
