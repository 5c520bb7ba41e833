import type { W4sError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Model } from '../model/index.ts';
import type { Session, Surroundings } from '../session/index.ts';
import type { Task } from '../task/contract.ts';

/**
 * What of a conversation a workflow gets as its task. `last`: the last message of the user; `transcript`: all messages
 * as one text, each under its role.
 */
export type InputRule = 'last' | 'transcript';

/** The API, however requests reach it. */
export interface ApiOptions extends Surroundings {
  /** Each a .py file, a published version (`emails`, `emails@3`), a run (its winner), or a candidate `RUN/t03c1`. */
  workflows: readonly string[];
  /** @default for each the one that it was measured with */
  executor?: string | Model;
  /** The task whose tools they may call. Tool servers are started with the API and end with it. @default none */
  task?: string | Task;
  /** Where it listens, or what it is called by. @default '127.0.0.1' */
  host?: string;
  /** What callers have to bring as bearer; not empty. @default none: then it is for this machine alone */
  key?: string;
  /**
   * Web pages that may call it, by their origins (`https://app.example.com`); `*` is any, and needs a key.
   * @default none
   */
  cors?: readonly string[];
  /** Workflows at a time, over all models; further requests wait. @default the config's, else 48 */
  maxConcurrency?: number;
  /** Requests that may wait; further ones are refused with 429. @default 200 */
  maxQueue?: number;
  /** Milliseconds that a request may take, with its wait; `Infinity` is no limit. @default 600_000 */
  timeoutMs?: number;
  /** Dollars that each workflow may spend between two midnights (UTC). @default no cap */
  budgetUsdPerDay?: number;
  /** The most that one answer of the executor may be asked for. Tokens. */
  maxTokens?: number;
  /** @default 'last' */
  input?: InputRule;
  /** `fresh` draws anew for each request; `use` answers from what was paid for already. @default 'use' */
  cache?: 'use' | 'fresh';
  /** Keeps no text of what was asked and answered. @default false */
  forgets?: boolean;
  /** Shows `/metrics` in Prometheus' form. @default false */
  metrics?: boolean;
  /** Sends spans there in OTLP's form over HTTP: `http://127.0.0.1:4318`. @default none are sent */
  otlp?: string;
  /** Milliseconds between two comment lines in a stream without news. @default 10_000 */
  heartbeatMs?: number;
  /** Milliseconds after which a client that reads nothing of its stream is left. @default 60_000 */
  stallMs?: number;
  /** Works in a session that is open already, and leaves it open. @default its own, from the other options */
  session?: Session;
  /** Milliseconds since 1970. @default the clock's */
  now?: () => number;
  onRetry?: (text: string) => void;
  onWarning?: (text: string) => void;
}

export interface ServeOptions extends ApiOptions {
  /** 0 takes a free one. @default 8383 */
  port?: number;
  /** PEM file of a certificate: then it speaks HTTPS. @default HTTP */
  tlsCert?: string;
  /** PEM file of its key. */
  tlsKey?: string;
}

/** A workflow as clients see it. */
export interface ServedModel {
  /** What a client names: `emails@3`, a run, or a file's name without `.py`. */
  id: string;
  hash: string;
  executor: string;
  /** The run of today, from its first request on; before it that of the last day. */
  readonly run: string;
}

export interface CloseOptions {
  /**
   * Milliseconds for what is under way; what has not ended then is broken off, with `Infinity` nothing is.
   * @default 30_000
   */
  graceMs?: number;
  /** Ends the grace. */
  signal?: AbortSignal;
}

/** Served workflows. */
interface Serving extends AsyncDisposable {
  readonly models: ServedModel[];
  /** What is under way and waits now. */
  readonly open: number;
  /**
   * Resolves with why once a run of it is cancelled (`w4s cancel RUN`, or *Stop* on the page): what is new is refused
   * from then on, and closing is up to you.
   */
  readonly cancelled: Promise<W4sError>;
  /** Refuses what is new, and resolves once what is under way has ended and all is on record. */
  close(options?: CloseOptions): Promise<void>;
}

export interface WorkflowServer extends Serving {
  /** Base URL for clients, including `/v1`. */
  readonly url: string;
  readonly port: number;
}

export interface WorkflowApi extends Serving {
  /**
   * Answers a request. Aborting its signal, or cancelling a streamed answer, ends the calls of the executor for it.
   *
   * @param env As a server on `@hono/node-server` hands it on; others leave it out
   */
  fetch(request: Request, env?: object): Promise<Response>;
}

/** What a served workflow, or its executor alone, made of a request. */
export interface Answer {
  text: string;
  /** What the executor used for it, answers from the cache included. */
  promptTokens: number;
  completionTokens: number;
  /** Completions, those from the cache included. */
  calls: number;
  /** Dollars paid now; `null` when unpriced. */
  paidUsd: number | null;
  /** The program that a router chose. Absent where none chose. */
  program?: string;
  run: string;
}

/** An answer of a workflow as text. */
export function textOfAnswer(answer: Json): string {
  if (typeof answer === 'string') return answer;
  return JSON.stringify(answer);
}
