import { W4sError } from '../errors.ts';

/** Why a provider gave no answer. Missing data, unless it {@link ModelError.isRequestsFault}. */
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
  | 'cap';

export interface ModelErrorFacts {
  kind: ModelErrorKind;
  model: string;
  status?: number;
  /** From the Retry-After header. */
  retryAfterMs?: number;
  /** The server takes a plain request and refuses this one. @default false */
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
  private readonly requestFault: boolean;

  constructor(message: string, { kind, model, status, retryAfterMs, requestFault = false, cause, hint }: ModelErrorFacts) {
    super(`model-${kind}`, message, { cause, facts: { model, status }, ...(hint === undefined ? {} : { hint }) });
    this.name = 'ModelError';
    this.kind = kind;
    this.model = model;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.requestFault = requestFault;
  }

  /** Whether what was asked is to blame, and not the provider: the workflow that asked it answers for it. */
  get isRequestsFault(): boolean {
    return this.kind === 'context-length' || this.requestFault;
  }

  /** Whether the same call may succeed later. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.kind);
  }
}
