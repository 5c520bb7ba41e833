import PQueue from 'p-queue';
import { sleep } from './abort.ts';
import { createBucket } from './bucket.ts';
import type { Completion, Model } from './contract.ts';
import { decorate } from './decorate.ts';
import { ModelError } from './error.ts';
import { worstCaseUsage } from './tokens.ts';

export interface LimiterOptions {
  /** @default no limit */
  requestsPerMinute?: number;
  /** Tokens in and out. @default no limit */
  tokensPerMinute?: number;
  /** Requests under way at once. @default 64 */
  maxConcurrency?: number;
}

/** For a progress display. */
export interface LimiterState {
  running: number;
  waiting: number;
  /** What is allowed now; below `maxConcurrency` after the server said 429. */
  concurrency: number;
  maxConcurrency: number;
  /** Milliseconds since 1970, while everything waits for the server. */
  pausedUntil: number | undefined;
  /** Answers with 429 so far. */
  rateLimited: number;
}

/** Shared by all models on one server. First come, first served. */
export interface Limiter {
  /** Runs the call when its turn comes; `tokens` is the most that it may use. @throws the signal's reason when that fires while it waits. */
  run(call: () => Promise<Completion>, options?: { tokens?: number; signal?: AbortSignal }): Promise<Completion>;
  readonly state: LimiterState;
  /** Ends a pause's timer; calls that wait are let through. */
  close(): void;
}

export function withLimiter(model: Model, limiter: Limiter): Model {
  return decorate(model, (request) => {
    const { promptTokens, completionTokens } = worstCaseUsage(request);
    return limiter.run(() => model.complete(request), {
      tokens: promptTokens + completionTokens,
      ...(request.signal ? { signal: request.signal } : {}),
    });
  });
}

/**
 * Milliseconds. A server that asks for an hour must not hold up calls in silence: they go on, are refused themselves,
 * and say so.
 */
const LONGEST_PAUSE_MS = 60_000;

/** Additive increase, multiplicative decrease, as in TCP: a 429 halves the concurrency, each full round without one adds one. */
export function createLimiter({ requestsPerMinute, tokensPerMinute, maxConcurrency = 64 }: LimiterOptions = {}): Limiter {
  const queue = new PQueue({ concurrency: maxConcurrency });
  const requestBucket = createBucket(requestsPerMinute);
  const tokenBucket = createBucket(tokensPerMinute);
  let allowed = maxConcurrency;
  let decreasedAt = 0;
  let rateLimited = 0;
  // What calls really use of the worst case, as a moving mean: reserving the worst case would leave most of the limit idle.
  let usedShare = 1;
  let pausedUntil: number | undefined;
  let timer: NodeJS.Timeout | undefined;

  const setAllowed = (value: number) => {
    allowed = Math.min(maxConcurrency, Math.max(1, value));
    queue.concurrency = Math.floor(allowed);
  };
  const resume = () => {
    pausedUntil = undefined;
    queue.start();
  };
  const pause = (ms: number) => {
    if (pausedUntil !== undefined && pausedUntil >= Date.now() + ms) return;
    pausedUntil = Date.now() + ms;
    queue.pause();
    clearTimeout(timer);
    timer = setTimeout(resume, ms);
  };
  const slowDown = (startedAt: number, waitMs: number | undefined) => {
    rateLimited++;
    if (waitMs !== undefined && waitMs > 0) pause(Math.min(waitMs, LONGEST_PAUSE_MS));
    // Refusals of calls from before the last decrease are news about the old concurrency.
    if (startedAt < decreasedAt) return;
    decreasedAt = performance.now();
    setAllowed(allowed / 2);
  };

  const attempt = async (call: () => Promise<Completion>, worstTokens: number, signal?: AbortSignal) => {
    const tokens = worstTokens * usedShare;
    const waitMs = Math.max(requestBucket.take(1), tokenBucket.take(tokens));
    const giveBack = (used: number) => tokenBucket.correct(tokens - used);
    if (waitMs > 0) {
      await sleep(waitMs, signal).catch((error: unknown) => {
        requestBucket.correct(1);
        giveBack(0);
        throw error;
      });
    }
    const startedAt = performance.now();
    try {
      const completion = await call();
      const used = completion.fresh.promptTokens + completion.fresh.completionTokens;
      giveBack(used);
      if (worstTokens > 0) usedShare += 0.2 * (Math.min(1, used / worstTokens) - usedShare);
      setAllowed(allowed + 1 / allowed);
      return completion;
    } catch (error) {
      giveBack(0);
      if (error instanceof ModelError && error.kind === 'rate-limit') slowDown(startedAt, error.retryAfterMs);
      throw error;
    }
  };

  return {
    run: (call, { tokens = 0, signal } = {}) => queue.add(() => attempt(call, tokens, signal), signal ? { signal } : {}),
    get state() {
      return { running: queue.pending, waiting: queue.size, concurrency: queue.concurrency, maxConcurrency, pausedUntil, rateLimited };
    },
    close() {
      clearTimeout(timer);
      resume();
    },
  };
}
