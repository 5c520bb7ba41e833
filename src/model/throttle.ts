import PQueue from 'p-queue';
import { createPressure } from './pressure.ts';

/** A queue that narrows and pauses when its server is short of room. */
export interface Throttle {
  readonly queue: PQueue;
  /** What is allowed at once if the server permits. */
  readonly maxConcurrency: number;
  /** Milliseconds since 1970, while everything waits for the server. */
  readonly pausedUntil: number | undefined;
  /** A call that set off at `startedAt` (`performance.now()`) was asked to come back in so many milliseconds. */
  refused(startedAt: number, retryAfterMs: number): void;
  answered(): void;
  pause(ms: number): void;
  /**
   * Milliseconds that the next call should wait, so that those that waited out a pause do not all arrive in one
   * instant.
   */
  spreadMs(): number;
  /** Ends a pause's timer; calls that wait are let through. */
  close(): void;
}

/**
 * Milliseconds. A server that asks for an hour must not hold up calls in silence: they go on, are refused themselves,
 * and say so.
 */
const LONGEST_PAUSE_MS = 60_000;
/** Milliseconds over which the calls that waited out a pause set off, at most. */
const SPREAD_MS = 1_000;
/** Full rounds without pressure that lead from half of the concurrency back to all of it. */
const ROUNDS_BACK = 8;

/**
 * Refusals that come together halve the concurrency and pause the queue for as long as the server asks; each
 * full round without brings back a part. Additive increase, multiplicative decrease, as in TCP. A refusal here
 * and there changes nothing.
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
      // Refusals of calls from before the last decrease are news about the old concurrency.
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
