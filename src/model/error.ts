import { W4sError } from '../base/errors.ts';

/**
 * Why a provider gave no answer. This is missing data, never a wrong answer of the workflow, except for {@link
 * ModelError.requestFault}.
 */
export type ModelErrorKind =
  | 'auth'
  | 'rate-limit'
  | 'timeout'
  | 'server'
  | 'network'
  | 'bad-request'
  | 'not-found'
  | 'context-length'
  | 'protocol'
  | 'reply-too-large'
  | 'cap';

/** `minutes` is the deadline. */
export type Cap = 'budget' | 'calls' | 'executor-calls' | 'minutes';

export interface ModelErrorFacts {
  kind: ModelErrorKind;
  model: string;
  /** Of kind `cap`: which one. */
  cap?: Cap;
  status?: number;
  /** From the Retry-After header. */
  retryAfterMs?: number;
  /** See {@link ModelError.requestFault}. @default true for `context-length`, else false */
  requestFault?: boolean;
  /** See {@link ModelError.mayBePaid}. @default false */
  mayBePaid?: boolean;
  /** See {@link ModelError.paid}. @default nothing */
  paid?: Paid;
  cause?: unknown;
  hint?: string;
}

/** What requests without a completion used. */
export interface Paid {
  promptTokens: number;
  completionTokens: number;
  /** Dollars; `null` for unpriced. */
  costUsd: number | null;
}

const RETRYABLE: ReadonlySet<ModelErrorKind> = new Set(['rate-limit', 'timeout', 'server', 'network', 'protocol']);

/** A call that returned no completion. */
export class ModelError extends W4sError {
  readonly kind: ModelErrorKind;
  readonly model: string;
  readonly cap: Cap | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  /**
   * Whether the request is at fault, not the provider: the server refused this request, even with each optional part
   * dropped in turn, but accepts the plainest one (model and one short message). Of kind `bad-request` or
   * `context-length`. `false`, the provider's fault, if it also refuses the plainest one or nobody knows.
   */
  readonly requestFault: boolean;
  /**
   * Whether the provider may charge for an answer that never arrived: we gave up waiting, or the connection broke while
   * it was on its way. Nobody knows how much.
   */
  readonly mayBePaid: boolean;
  /** What its requests used all the same, as far as that is known. */
  paid: Paid | undefined;

  constructor(message: string, facts: ModelErrorFacts) {
    const { kind, model, cap, status, retryAfterMs, requestFault = kind === 'context-length', cause, hint } = facts;
    super(`model-${kind}`, message, { cause, facts: { model, status, requestFault }, hint });
    this.name = 'ModelError';
    this.kind = kind;
    this.model = model;
    this.cap = cap;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.requestFault = requestFault;
    this.mayBePaid = facts.mayBePaid ?? false;
    this.paid = facts.paid;
  }

  /** Whether the same call may succeed later. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.kind);
  }
}
