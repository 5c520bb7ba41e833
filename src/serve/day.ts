import type { OpenWorkflow } from '../apply/index.ts';
import type { W4sError } from '../base/errors.ts';

/** A workflow over days: each is a run of its own, so that what may be spent in one is counted there. */
export interface Days {
  /** The run of today, opened where it is not. @throws as `openWorkflow`; the next request tries again */
  today(): Promise<OpenWorkflow>;
  /** Resolves with the refusal once the run of the day is asked to stop. */
  readonly stopped: Promise<W4sError>;
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
  const stopped = Promise.withResolvers<W4sError>();
  const retire = (work: Promise<OpenWorkflow>): void => {
    // Whoever was given it this moment has begun by then.
    const ended = new Promise((resolve) => setImmediate(resolve)).then(async () => (await work).close());
    closed.add(ended);
    ended.then(
      () => closed.delete(ended),
      () => closed.delete(ended),
    );
  };
  const follow = async (begun: NonNullable<typeof current>): Promise<void> => {
    const refusal = await (await begun.work).stopped;
    if (current !== begun) return;
    if (refusal.code !== 'run-lost') return stopped.resolve(refusal);
    // The day is not over: whoever took the run may have left it by the next request.
    current = undefined;
    retire(begun.work);
  };
  return {
    today: () => {
      const day = dayOf(now());
      if (current?.day === day) return current.work;
      if (current !== undefined) retire(current.work);
      const begun = { day, work: open(day) };
      current = begun;
      follow(begun).catch(() => {
        if (current === begun) current = undefined;
      });
      return begun.work;
    },
    stopped: stopped.promise,
    close: async () => {
      const last = current?.work.then((work) => work.close());
      await Promise.allSettled([...closed, ...(last === undefined ? [] : [last])]);
    },
  };
}
