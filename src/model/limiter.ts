import { sleep } from '../base/abort.ts';
import { createBucket } from './bucket.ts';
import type { Completion, CompletionRequest, Model } from './contract.ts';
import { decorate } from './decorate.ts';
import { ModelError } from './error.ts';
import { createThrottle } from './throttle.ts';
import { worstCaseUsage } from './tokens.ts';

export interface LimiterOptions {
  /** @default no limit */
  requestsPerMinute?: number;
  /** Tokens in and out. @default no limit */
  tokensPerMinute?: number;
  /** Concurrent requests. @default 64 */
  maxConcurrency?: number;
}

/** For a progress display. */
export interface LimiterState {
  running: number;
  waiting: number;
  /** Currently allowed; below `maxConcurrency` after a burst of refusals. */
  concurrency: number;
  maxConcurrency: number;
  /** Milliseconds since 1970, while everything waits for the server. */
  pausedUntil: number | undefined;
  /** Calls so far that the server asked to retry later. */
  rateLimited: number;
}

export interface RunOptions {
  /** Most tokens that the call may use. */
  tokens?: number;
  /** Whether it was tried before: it then goes ahead of those that wait. */
  isRetry?: boolean;
  signal?: AbortSignal;
}

/** Shared by all models on one server. First come, first served. */
export interface Limiter {
  /**
   * Runs the call when its turn comes. The facts of its {@link ModelError} hold `requestMs`: how long the request
   * itself took.
   * @throws the signal's reason when that fires while it waits.
   */
  run(call: () => Promise<Completion>, options?: RunOptions): Promise<Completion>;
  /** Holds back all calls not yet in flight, for an exhausted budget. Milliseconds. */
  pause(ms: number): void;
  readonly state: LimiterState;
  /** Ends a pause's timer and lets waiting calls through. */
  close(): void;
}

export function withLimiter(model: Model, limiter: Limiter): Model {
  // Each try of a call brings the same request object.
  const tried = new WeakSet<CompletionRequest>();
  return decorate(model, (request) => {
    const { promptTokens, completionTokens } = worstCaseUsage(request);
    const isRetry = tried.has(request);
    tried.add(request);
    return limiter.run(() => model.complete(request), {
      tokens: promptTokens + completionTokens,
      isRetry,
      signal: request.signal,
    });
  });
}

/**
 * A refused call waits by itself, without a place here (`withRetry`); the others continue, unless refusals come in
 * bursts ({@link createThrottle}).
 * @param share Of requests and tokens per minute that is this process's, see {@link createBucket}. @default all
 */
export function createLimiter(options: LimiterOptions = {}, share?: () => number): Limiter {
  const throttle = createThrottle(options.maxConcurrency ?? 64);
  const budget = createBudget(options, share);
  let rateLimited = 0;

  const attempt = async (call: () => Promise<Completion>, worstTokens: number, signal?: AbortSignal) => {
    const { settle, waitMs } = budget.reserve(worstTokens);
    await setOff(Math.max(waitMs, throttle.spreadMs()), signal).catch((error: unknown) => {
      settle(undefined);
      throw error;
    });
    const startedAt = performance.now();
    try {
      const completion = await call();
      settle(completion.fresh.promptTokens + completion.fresh.completionTokens);
      throttle.answered();
      return completion;
    } catch (error) {
      settle(0);
      if (error instanceof ModelError) {
        error.facts['requestMs'] = performance.now() - startedAt;
        if (asksToComeBack(error)) {
          rateLimited++;
          throttle.refused(startedAt, error.retryAfterMs ?? 0);
        }
      }
      throw error;
    }
  };

  return {
    run: (call, { tokens = 0, isRetry = false, signal } = {}) =>
      throttle.queue.add(() => attempt(call, tokens, signal), { priority: Number(isRetry), signal }),
    pause: throttle.pause,
    get state() {
      const { queue, maxConcurrency, pausedUntil } = throttle;
      const { pending: running, size: waiting, concurrency } = queue;
      return { running, waiting, concurrency, maxConcurrency, pausedUntil, rateLimited };
    },
    close: throttle.close,
  };
}

interface Reserved {
  /** Milliseconds until the call may start. */
  waitMs: number;
  /** Takes the tokens used; `undefined` for a call that never started. */
  settle(usedTokens: number | undefined): void;
}

/** Requests and tokens per minute. */
function createBudget(
  { requestsPerMinute, tokensPerMinute }: LimiterOptions,
  share: (() => number) | undefined,
): { reserve(worstTokens: number): Reserved } {
  const requests = createBucket(requestsPerMinute, undefined, share);
  const tokens = createBucket(tokensPerMinute, undefined, share);
  // The share of the worst case that calls really use, as a moving mean: reserving the worst case would leave most of
  // the limit idle.
  let usedShare = 1;
  return {
    reserve(worstTokens) {
      const reserved = worstTokens * usedShare;
      return {
        waitMs: Math.max(requests.take(1), tokens.take(reserved)),
        settle(used) {
          if (used === undefined) requests.correct(1);
          tokens.correct(reserved - (used ?? 0));
          if (used && worstTokens > 0) usedShare += 0.2 * (Math.min(1, used / worstTokens) - usedShare);
        },
      };
    },
  };
}

async function setOff(waitMs: number, signal?: AbortSignal): Promise<void> {
  if (waitMs > 0) await sleep(waitMs, signal);
}

/** A 429, or a server that says when to return (503 and 529 with Retry-After). */
function asksToComeBack({ kind, retryAfterMs }: ModelError): boolean {
  return kind === 'rate-limit' || (kind === 'server' && retryAfterMs !== undefined);
}
