import { sleep } from '../base/abort.ts';
import { type Backoff, backoffMs } from '../outgoing/index.ts';
import type { Completion, Model } from './contract.ts';
import { decorate } from './decorate.ts';
import { ModelError } from './error.ts';

export interface RetryPolicy extends Backoff {
  /** Tries per call. Rate limits do not count: they only wait, within `maxTotalWaitMs`. @default 6 */
  attempts?: number;
  /**
   * Milliseconds that one call may spend on failed tries and the waits between them; waiting in our own queue does not
   * count.
   * @default 300_000
   */
  maxTotalWaitMs?: number;
  /** @default {@link ModelError.isRetryable} */
  shouldRetry?: (error: ModelError) => boolean;
}

export interface RetryEvent {
  model: string;
  /** Its base URL, or the provider's name if it has none. */
  server: string;
  /** The failed try, from 1. */
  attempt: number;
  /** Milliseconds until the next one. */
  delayMs: number;
  error: ModelError;
}

export interface RetryOptions extends RetryPolicy {
  /** For the events. @default the model's id */
  server?: string;
  onRetry?: (event: RetryEvent) => void;
}

/**
 * Retries what may succeed later, after a wait.
 * @throws {ModelError} the last one, once the policy is exhausted; its facts and its hint give the number of `tries`.
 */
export function withRetry(model: Model, options: RetryOptions = {}): Model {
  const {
    attempts = 6,
    maxTotalWaitMs = 300_000,
    shouldRetry = (error) => error.isRetryable,
    server = model.id,
    onRetry,
  } = options;
  return decorate(model, async (request) => {
    let spentMs = 0;
    for (let attempt = 1, failures = 0; ; attempt++) {
      try {
        return withTries(await model.complete(request), attempt);
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        error.facts['tries'] = attempt;
        if (!shouldRetry(error)) throw error;
        if (error.kind !== 'rate-limit') failures++;
        const delayMs = backoffMs(attempt, error.retryAfterMs, options);
        spentMs += Number(error.facts['requestMs'] ?? 0);
        if (failures >= attempts || spentMs + delayMs > maxTotalWaitMs) throw givenUp(error, attempt, spentMs);
        await request.beforeRetry?.(error);
        onRetry?.({ model: model.id, server, attempt, delayMs, error });
        await sleep(delayMs, request.signal);
        spentMs += delayMs;
      }
    }
  });
}

function withTries(completion: Completion, attempt: number): Completion {
  return attempt === 1
    ? completion
    : { ...completion, fresh: { ...completion.fresh, requests: completion.fresh.requests + attempt - 1 } };
}

function givenUp(error: ModelError, attempt: number, spentMs: number): ModelError {
  if (attempt === 1 && error.retryAfterMs === undefined) return error;
  const { kind, model, status, retryAfterMs, hint, mayBePaid, paid } = error;
  const wait = retryAfterMs === undefined ? '' : `; the server asks to wait ${Math.ceil(retryAfterMs / 1000)} s more`;
  const tries = attempt === 1 ? '1 try' : `${attempt} tries`;
  const tried = `Given up after ${tries} and ${Math.round(spentMs / 1000)} s${wait}.`;
  const last = new ModelError(error.message, {
    kind,
    model,
    cause: error,
    hint: hint === undefined ? tried : `${hint} ${tried}`,
    status,
    retryAfterMs,
    mayBePaid,
    paid,
  });
  last.facts['tries'] = attempt;
  return last;
}
