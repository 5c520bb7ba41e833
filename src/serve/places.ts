import { enter } from '../apply/index.ts';
import { type Gate, createGate } from '../evaluate/index.ts';
import { RequestFailure } from './failure.ts';

/** A request that was let in, until its answer is sent. */
export interface Admission {
  /** Waits for a place to work in. @returns the way to leave it. @throws the signal's reason */
  enter(signal: AbortSignal): Promise<() => void>;
  end(): void;
}

/** How many are worked on, how many wait, and who is sent away. */
export interface Places {
  /** Requests that were let in and are not answered to their end. */
  readonly open: number;
  readonly working: number;
  /** Seconds that a request takes about, once it is worked on. */
  readonly usualSeconds: number;
  /** Resolves once nobody is in. */
  empty(): Promise<void>;
  /** @throws {RequestFailure} 429 where too many are in */
  admit(): Admission;
}

/** The share of the newest request in the mean time of them. */
const NEWEST = 0.1;

/** @param queue Most that may be in beyond `limit`: those that wait, and those whose readers are slow. */
export function createPlaces({ limit, queue }: { limit: number; queue: number }): Places {
  const gate: Gate = createGate(limit);
  let left: PromiseWithResolvers<void> | undefined;
  const counts = { open: 0, working: 0, meanMs: 1_000 };
  const work = async (signal: AbortSignal): Promise<() => void> => {
    const leave = await enter(gate, signal);
    const from = performance.now();
    counts.working++;
    return () => {
      counts.working--;
      counts.meanMs += (performance.now() - from - counts.meanMs) * NEWEST;
      leave();
    };
  };
  return {
    get open() {
      return counts.open;
    },
    get working() {
      return counts.working;
    },
    get usualSeconds() {
      return seconds(counts.meanMs);
    },
    empty: () => {
      if (counts.open === 0) return Promise.resolve();
      left ??= Promise.withResolvers();
      return left.promise;
    },
    admit: () => {
      if (counts.open >= limit + queue) throw tooMany(limit + queue, (counts.meanMs * queue) / limit);
      counts.open++;
      let isOver = false;
      return {
        enter: work,
        end: () => {
          if (isOver) return;
          isOver = true;
          if (--counts.open === 0) left?.resolve();
        },
      };
    },
  };
}

function tooMany(most: number, waitMs: number): RequestFailure {
  return new RequestFailure(`Expected at most ${most} requests at a time, got one more`, {
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    retryAfter: seconds(waitMs),
  });
}

/** For a client to wait: between one and sixty. */
function seconds(ms: number): number {
  return Math.min(60, Math.max(1, Math.ceil(ms / 1_000)));
}
