import type { Choice, Message, ModelErrorKind } from '../../model/contract.ts';

/** Where a model lies and how it is run. */
export interface GgufSettings {
  /** Absolute. */
  path: string;
  /** Tokens of prompt and answer together, for each sequence. @default as memory allows, see {@link planContexts} */
  contextSize?: number;
  /** Answers that are decoded side by side. @default as memory allows, at most 32 of each context */
  sequences?: number;
  /** Memory for keys and values. @default a quarter of what is free beside the weights, at most 4 GiB */
  cacheBytes?: number;
  /** CPU threads of all contexts together. @default the machine's cores */
  threads?: number;
  /** `auto` takes one that the installed runtime can use. @default 'auto' */
  gpu?: 'auto' | 'off';
}

/** What one call asks of the process that holds the model. */
export interface GgufRequest {
  messages: readonly Message[];
  n: number;
  temperature: number;
  /** @default until the context is full */
  maxTokens?: number;
  responseFormat: 'text' | 'json';
  /** One for each of the n samples. */
  seeds: number[];
  logprobs: boolean;
}

export interface GgufAnswer {
  choices: Choice[];
  promptTokens: number;
  completionTokens: number;
}

/** What the process found in the file. */
export interface GgufFacts {
  architecture: string;
  name: string | null;
  /** Of each sequence. */
  contextSize: number;
  /** Tokens of the longest prompt with its answer. */
  longest: number;
  /** Contexts that work side by side. */
  contexts: number;
  /** Sequences of each context, decoded as one batch. */
  sequences: number;
  threadsPerContext: number;
  /** Of the process that holds the model. */
  pid: number;
}

/** A {@link ModelError} on its way between processes. */
export interface Failure {
  kind: ModelErrorKind;
  message: string;
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
