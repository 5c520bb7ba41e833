import { W4sError, messageOf } from '../base/errors.ts';
import { headOf } from '../base/clip.ts';
import { ModelError } from '../model/index.ts';
import { errorBody } from '../providers/chat-api/index.ts';
import { CLIENT_FAILED, type ItemFailure } from '../workflow/index.ts';

export type FailureStatus = 400 | 401 | 404 | 405 | 429 | 499 | 500 | 502 | 503 | 504;

interface FailureFacts {
  status: FailureStatus;
  code: string;
  /** @default by the status */
  type?: string;
  param?: string;
  /** Seconds. */
  retryAfter?: number;
  /** Whether the same request may succeed later: clients try again by themselves then. */
  isRetryable?: boolean;
}

/** A request that is not answered, and how its sender is told. */
export class RequestFailure extends Error {
  readonly facts: FailureFacts;

  constructor(message: string, facts: FailureFacts) {
    super(message);
    this.name = 'RequestFailure';
    this.facts = facts;
  }

  /** In OpenAI's form. */
  get body() {
    const { status, code, type = status < 500 ? 'invalid_request_error' : 'server_error', param = null } = this.facts;
    return errorBody(this.message, type, param, code);
  }

  /** With the header by which OpenAI's clients know whether to try again. */
  get headers(): Record<string, string> {
    const { status, retryAfter, isRetryable = status === 429 || status > 500 } = this.facts;
    const headers: Record<string, string> = { 'x-should-retry': String(isRetryable) };
    if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
    return headers;
  }
}

/** Characters of a failure's own words that a client is told. */
const MOST_CHARACTERS = 500;

/** When another try may help. Seconds. */
export interface Waits {
  untilMidnight(): number;
  /** Until requests under way are over. */
  forPlace(): number;
}

/** Anything that was thrown while a request was answered. */
export function failureOf(error: unknown, waits: Waits): RequestFailure {
  if (error instanceof RequestFailure) return error;
  if (error instanceof ModelError) return ofModel(error, waits);
  if (!(error instanceof W4sError)) return internal(messageOf(error));
  if (error.code === 'cap') return error.facts['isHeld'] === true ? held(waits) : spent(waits);
  if (error.code === 'run-busy')
    return new RequestFailure(error.message, { status: 503, code: 'run_busy', retryAfter: 10 });
  if (['interrupted', 'cancelled', 'workflow-closed', 'run-lost'].includes(error.code)) return closing(error.message);
  return internal(error.message);
}

function ofModel({ kind, message }: ModelError, waits: Waits): RequestFailure {
  if (kind === 'cap') return spent(waits);
  return ofExecutor(message, kind === 'timeout');
}

/** A workflow that came to nothing. */
export function failureOfItem({ kind, message, errorType = '' }: ItemFailure, waits: Waits): RequestFailure {
  const clipped = headOf(message, MOST_CHARACTERS);
  switch (kind) {
    case 'cap':
      return spent(waits);
    case 'provider':
      return ofExecutor(clipped, errorType === 'model-timeout');
    case 'unavailable':
      if (errorType === CLIENT_FAILED) return ofExecutor(clipped, false);
      return new RequestFailure(`No sandbox could be had: ${clipped}`, { status: 503, code: 'sandbox_unavailable' });
    case 'interrupted':
      return closing(clipped);
    case 'timeout':
      return ofWorkflow(clipped, 504, 'workflow_timeout');
    default:
      return ofWorkflow(named(errorType === '' ? kind : errorType, clipped), 500, 'workflow_failed');
  }
}

/** An exception's message may begin with its type already. */
function named(type: string, message: string): string {
  return message.startsWith(`${type}: `) ? message : `${type}: ${message}`;
}

/** The same request would fail the same way. */
function ofWorkflow(message: string, status: 500 | 504, code: string): RequestFailure {
  return new RequestFailure(`The workflow failed: ${message}`, { status, code, isRetryable: false });
}

function ofExecutor(message: string, isTimeout: boolean): RequestFailure {
  const facts = isTimeout
    ? ({ status: 504, code: 'executor_timeout' } as const)
    : ({ status: 502, code: 'executor_failed' } as const);
  return new RequestFailure(`The executor gave no answer: ${message}`, facts);
}

function spent({ untilMidnight }: Waits): RequestFailure {
  return new RequestFailure("What is left of this day's budget of the model does not suffice for this request", {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    retryAfter: untilMidnight(),
    isRetryable: false,
  });
}

/** Once requests under way are over, and have used less than they might, there may be room. */
function held({ forPlace }: Waits): RequestFailure {
  return new RequestFailure("What is left of this day's budget of the model is held by requests under way", {
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    retryAfter: forPlace(),
  });
}

export function closing(message = 'The server is stopping'): RequestFailure {
  return new RequestFailure(message, { status: 503, code: 'server_stopping', retryAfter: 10 });
}

export function internal(message: string): RequestFailure {
  return new RequestFailure(headOf(message, MOST_CHARACTERS), { status: 500, code: 'internal' });
}
