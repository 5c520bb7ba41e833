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
  cause?: unknown;
  hint?: string;
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

  constructor(
    message: string,
    { kind, model, cap, status, retryAfterMs, requestFault = kind === 'context-length', cause, hint }: ModelErrorFacts,
  ) {
    super(`model-${kind}`, message, { cause, facts: { model, status, requestFault }, hint });
    this.name = 'ModelError';
    this.kind = kind;
    this.model = model;
    this.cap = cap;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.requestFault = requestFault;
  }

  /** Whether the same call may succeed later. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.kind);
  }
}
