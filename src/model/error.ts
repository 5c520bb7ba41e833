import { W4sError } from '../errors.ts';

/** Why a provider gave no answer. All are missing data, never a wrong answer of the workflow. */
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

  constructor(message: string, { kind, model, status, retryAfterMs, cause, hint }: ModelErrorFacts) {
    super(`model-${kind}`, message, { cause, facts: { model, status }, ...(hint === undefined ? {} : { hint }) });
    this.name = 'ModelError';
    this.kind = kind;
    this.model = model;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same call may succeed later. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.kind);
  }
}
