import PQueue from 'p-queue';
import { createPressure } from './pressure.ts';

/** Narrows and pauses a queue when its server is short of capacity. */
export interface Throttle {
  readonly queue: PQueue;
  /** Most concurrent calls if the server permits. */
  readonly maxConcurrency: number;
  /** Milliseconds since 1970, while everything waits for the server. */
  readonly pausedUntil: number | undefined;
  /** A call that started at `startedAt` (`performance.now()`) was asked to retry after so many milliseconds. */
  refused(startedAt: number, retryAfterMs: number): void;
  answered(): void;
  pause(ms: number): void;
  /** Milliseconds that the next call should wait, so that calls after a pause do not all arrive at once. */
  spreadMs(): number;
  /** Ends a pause's timer and lets waiting calls through. */
  close(): void;
}

/**
 * Milliseconds. A server that asks for an hour must not hold up calls silently: they continue, are refused themselves,
 * and say so.
 */
const LONGEST_PAUSE_MS = 60_000;
/** Most milliseconds over which calls start after a pause. */
const SPREAD_MS = 1_000;
/** Full rounds without pressure that lead from half the concurrency back to all of it. */
const ROUNDS_BACK = 8;

/**
 * A burst of refusals halves the concurrency and pauses the queue for as long as the server asks; each full round
 * without one restores a part. Additive increase, multiplicative decrease, as in TCP. An occasional refusal changes
 * nothing.
 */
export function createThrottle(maxConcurrency: number): Throttle {
  const queue = new PQueue({ concurrency: maxConcurrency });
  const pressure = createPressure();
  const stepUp = Math.max(1, maxConcurrency / 2 / ROUNDS_BACK);
  let allowed = maxConcurrency;
  let decreasedAt = 0;
  let pausedUntil: number | undefined;
  let spreadUntil = 0;
  let timer: NodeJS.Timeout | undefined;

  const setAllowed = (value: number) => {
    allowed = Math.min(maxConcurrency, Math.max(1, value));
    queue.concurrency = Math.floor(allowed);
  };
  const resume = () => {
    pausedUntil = undefined;
    queue.start();
  };
  const pause = (wantedMs: number) => {
    const ms = Math.min(wantedMs, LONGEST_PAUSE_MS);
    if (ms <= 0 || (pausedUntil ?? 0) >= Date.now() + ms) return;
    pausedUntil = Date.now() + ms;
    spreadUntil = performance.now() + ms + Math.min(ms / 2, SPREAD_MS);
    queue.pause();
    clearTimeout(timer);
    timer = setTimeout(resume, ms);
  };

  return {
    queue,
    maxConcurrency,
    get pausedUntil() {
      return pausedUntil;
    },
    refused(startedAt, retryAfterMs) {
      // Refusals of calls from before the last decrease reflect the old concurrency.
      if (startedAt < decreasedAt || !pressure.note(true, queue.pending - 1)) return;
      decreasedAt = performance.now();
      setAllowed(allowed / 2);
      pause(retryAfterMs);
    },
    answered() {
      pressure.note(false, queue.pending - 1);
      setAllowed(allowed + stepUp / allowed);
    },
    pause,
    spreadMs: () => Math.random() * Math.max(0, spreadUntil - performance.now()),
    close() {
      clearTimeout(timer);
      resume();
    },
  };
}
