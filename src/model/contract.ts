import type { Json } from '../base/json.ts';
import type { ToolFacts } from '../tools/contract.ts';
import type { ModelError } from './error.ts';
import type { Reservation } from './room.ts';

export { type Cap, ModelError, type ModelErrorFacts, type ModelErrorKind } from './error.ts';
export { callShape, toolShape } from './tool-shapes.ts';

/** One message of a chat. */
export interface Message {
  /** `tool`: what came of a call that an assistant's message asked for. */
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  /** Of an assistant. */
  toolCalls?: readonly ToolCall[];
  /** Of a message of a tool. */
  toolCallId?: string;
  /** Of a user, for models that see. */
  images?: readonly Image[];
  /** Of an assistant with calls, as its reply had it. */
  extra?: Extra;
}

/**
 * Fields of a reply that its server wants back where the reply is sent to it again, and that nobody else reads: a
 * signature, the thinking before a call.
 */
export type Extra = Readonly<Record<string, Json>>;

/** What a model asks a tool for. */
export interface ToolCall {
  id: string;
  name: string;
  /** As the model wrote them: JSON, if it wrote well. */
  arguments: string;
  extra?: Extra;
}

/** Calls of one reply that are read. */
export const MOST_TOOL_CALLS = 64;

export interface Image {
  name: string;
  /** `image/png`. */
  mediaType: string;
  sha256: string;
  /** Absent where a message is kept: its digest names it. */
  base64?: string;
}

/** Whose call it is, and its purpose: the rows of the ledger. */
export interface CallPurpose {
  role: 'executor' | 'meta' | 'judge';
  phase: 'search' | 'test' | 'eval' | 'run' | 'guide';
  candidateId?: string;
  itemId?: string;
}

/** W3C Trace Context, as the headers that carry it. */
export interface TraceContext {
  traceparent: string;
  tracestate?: string;
}

export interface CompletionRequest {
  messages: readonly Message[];
  /** Completions wanted. @default 1 */
  n?: number;
  temperature?: number;
  maxTokens?: number;
  /** @default 'text' */
  responseFormat?: 'text' | 'json';
  /** What the model may ask for; it is the asker who runs it. @default none */
  tools?: readonly ToolFacts[];
  /** Sent to servers that accept one; derived by us, see {@link CompletionRequest.sample}. */
  seed?: number;
  /** Ask for sampled token ids and log-probabilities, if the server offers them. @default false */
  logprobs?: boolean;
  /**
   * Index of the first sample wanted of this exact request. Part of the cache key, so that repeats stay independent:
   * asking twice for sample 0 is one paid call, asking for sample 0 and then sample 1 is two. @default 0
   */
  sample?: number;
  purpose?: CallPurpose;
  /** Room in the ledger that its asker holds for it. @default none: it is reserved when it is sent */
  room?: Reservation;
  /** Awaited between two tries, with why the first failed: books what it took and makes room for the next. */
  beforeRetry?: (error: ModelError) => Promise<void>;
  /** Sent along with the requests that it takes. */
  trace?: TraceContext;
  signal?: AbortSignal;
}

/** `ok`, or why the text is not a full answer. All but `ok` and `truncated` come with little or no text. */
export type ChoiceOutcome = 'ok' | 'empty' | 'truncated' | 'filtered' | 'refused';

export interface Choice {
  text: string;
  outcome: ChoiceOutcome;
  /** As the server reports it. */
  finishReason: string | null;
  /** What it asks tools for; only where it was offered some. */
  toolCalls?: readonly ToolCall[];
  /** Beside the calls. */
  extra?: Extra;
  /** Sampled token ids or token strings, with one log-probability each if the server offers them. */
  tokens?: (number | string)[];
  logprobs?: number[];
}

export interface Usage {
  promptTokens: number;
  completionTokens: number;
}

/** What a price needs to know of a usage. */
export interface PricedUsage extends Usage {
  /** The part of the prompt that the provider's own cache served. @default 0 */
  cachedPromptTokens?: number;
  /** The part that it wrote to that cache. @default 0 */
  cacheWriteTokens?: number;
}

export interface Completion {
  /** As many as requested. */
  choices: Choice[];
  /** Usage of all choices, whether paid now or earlier. */
  usage: Usage;
  /** Cost of the choices at the time of the call; `null` if the model has no known price. Dollars. */
  costUsd: number | null;
  /** The part paid now, without anything from the cache. */
  fresh: Usage & { requests: number; costUsd: number | null };
  /** As the server names it, with `?effort=` if the user set one. */
  model: string;
  latencyMs: number;
  /** Where the choices lie in the call store, from sample `sample` on. @default nowhere */
  kept?: { key: string; sample: number };
  /** Choices that were there already. @default 0 */
  cached?: number;
}

/** A chat model. Implementations wrap one another: http <- limiter <- retry <- ledger <- samples <- cache. */
export interface Model {
  /** `provider:name`, stable: part of the cache key. */
  readonly id: string;
  /** @throws {ModelError} if the provider gives no answer; `AbortError` if the signal fires. */
  complete(request: CompletionRequest): Promise<Completion>;
  close?(): Promise<void>;
}

/** Dollars per million tokens. */
export interface Rates {
  inputUsdPerMillion: number;
  outputUsdPerMillion: number;
  /** For the part of a prompt served by the provider's prefix cache. @default as `inputUsdPerMillion` */
  cachedInputUsdPerMillion?: number;
  /** For the part of a prompt written to that cache. @default as `inputUsdPerMillion` */
  cacheWriteUsdPerMillion?: number;
}

/** What a model costs. */
export interface Price extends Rates {
  /** Rates of calls whose prompt has more tokens, by ascending number; each for the whole call. @default none */
  longPrompts?: readonly (Rates & { aboveTokens: number })[];
}
