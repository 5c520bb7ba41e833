import { W4sError } from '../base/errors.ts';

/**
 * Why a provider gave no answer. Missing data, never a wrong answer of the workflow, but for
 * {@link ModelError.requestFault}.
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

export interface ModelErrorFacts {
  kind: ModelErrorKind;
  model: string;
  status?: number;
  /** From the Retry-After header. */
  retryAfterMs?: number;
  /** See {@link ModelError.requestFault}. @default true for `context-length`, else false */
  requestFault?: boolean;
  cause?: unknown;
  hint?: string;
}

const RETRYABLE: ReadonlySet<ModelErrorKind> = new Set(['rate-limit', 'timeout', 'server', 'network', 'protocol']);

/** A call that brought no completion. */
export class ModelError extends W4sError {
  readonly kind: ModelErrorKind;
  readonly model: string;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  /**
   * Whether what was asked is at fault and not the provider: the server refused this request, with each of its optional
   * parts given up in turn, while it takes the plainest one (model and one short message). Of kind `bad-request` or
   * `context-length`. Where the plainest one is refused as well, or nobody knows, it is `false`: the provider's.
   */
  readonly requestFault: boolean;

  constructor(
    message: string,
    { kind, model, status, retryAfterMs, requestFault = kind === 'context-length', cause, hint }: ModelErrorFacts,
  ) {
    super(`model-${kind}`, message, { cause, facts: { model, status, requestFault }, hint });
    this.name = 'ModelError';
    this.kind = kind;
    this.model = model;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.requestFault = requestFault;
  }

  /** Whether the same call may succeed later. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.kind);
  }
}
