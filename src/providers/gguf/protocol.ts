import type { Choice, Message, ModelErrorKind } from '../../model/contract.ts';
import type { ToolFacts } from '../../tools/contract.ts';

/** A model's location and how to run it. */
export interface GgufSettings {
  /** Absolute. */
  path: string;
  /** Tokens of prompt plus answer, per sequence. @default as memory allows, see {@link planContexts} */
  contextSize?: number;
  /** Answers decoded in parallel. @default as memory allows, at most 32 per context */
  sequences?: number;
  /** Memory for the KV cache. @default a quarter of the memory free beside the weights, at most 4 GiB */
  cacheBytes?: number;
  /** CPU threads over all contexts. @default the machine's cores */
  threads?: number;
  /** `auto` uses a GPU that the installed runtime supports. @default 'auto' */
  gpu?: 'auto' | 'off';
}

/** One call's request to the process that holds the model. */
export interface GgufRequest {
  messages: readonly Message[];
  /** What the model may ask for. */
  tools: readonly ToolFacts[];
  n: number;
  temperature: number;
  /** @default until the context is full */
  maxTokens?: number;
  responseFormat: 'text' | 'json';
  /** One per sample. */
  seeds: number[];
  logprobs: boolean;
}

export interface GgufAnswer {
  choices: Choice[];
  promptTokens: number;
  completionTokens: number;
}

/** Facts that the process found in the file. */
export interface GgufFacts {
  architecture: string;
  name: string | null;
  /** Tokens per sequence. */
  contextSize: number;
  /** Tokens of the longest possible prompt plus answer. */
  longest: number;
  /** Contexts that work in parallel. */
  contexts: number;
  /** Sequences per context, decoded as one batch. */
  sequences: number;
  threadsPerContext: number;
  /** Process id of the process that holds the model. */
  pid: number;
}

/** A {@link ModelError} on its way between processes. */
export interface Failure {
  kind: ModelErrorKind;
  message: string;
  requestFault?: boolean;
  hint?: string;
}

export type ToChild =
  | { type: 'open'; settings: GgufSettings }
  | { type: 'complete'; id: number; request: GgufRequest }
  | { type: 'cancel'; id: number };

export type FromChild =
  | { type: 'opened'; facts: GgufFacts }
  | { type: 'open-failed'; failure: Failure }
  | { type: 'completed'; id: number; answer: GgufAnswer }
  | { type: 'failed'; id: number; failure: Failure };
