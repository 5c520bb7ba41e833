import type { OpenWorkflow } from '../apply/index.ts';

/** A workflow over days: each is a run of its own, so that what may be spent in one is counted there. */
export interface Days {
  /** The run of today, opened where it is not. @throws as `openWorkflow`; the next request tries again */
  today(): Promise<OpenWorkflow>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** `2026-11-28`, in UTC. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Seconds until the next day begins. */
export function secondsLeft(ms: number): number {
  return Math.ceil((DAY_MS - (ms % DAY_MS)) / 1_000);
}

export function openDays(open: (day: string) => Promise<OpenWorkflow>, now: () => number): Days {
  let current: { day: string; work: Promise<OpenWorkflow> } | undefined;
  const closed = new Set<Promise<unknown>>();
  const retire = (work: Promise<OpenWorkflow>): void => {
    // Whoever was given it this moment has begun by then.
    const ended = new Promise((resolve) => setImmediate(resolve)).then(async () => (await work).close());
    closed.add(ended);
    ended.then(
      () => closed.delete(ended),
      () => closed.delete(ended),
    );
  };
  return {
    today: () => {
      const day = dayOf(now());
      if (current?.day === day) return current.work;
      if (current !== undefined) retire(current.work);
      const begun = { day, work: open(day) };
      current = begun;
      begun.work.catch(() => {
        if (current === begun) current = undefined;
      });
      return begun.work;
    },
    close: async () => {
      const last = current?.work.then((work) => work.close());
      await Promise.allSettled([...closed, ...(last === undefined ? [] : [last])]);
    },
  };
}
