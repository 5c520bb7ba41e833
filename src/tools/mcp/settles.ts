import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a promise is kept or broken in time, and before the signal; which of both, it tells itself. */
export async function settles(promise: Promise<unknown>, ms: number, signal?: AbortSignal): Promise<boolean> {
  const done = new AbortController();
  const end = signal === undefined ? done.signal : AbortSignal.any([done.signal, signal]);
  const isLate = sleep(ms, undefined, { signal: end }).catch(() => undefined);
  try {
    return await Promise.race([
      promise.then(
        () => true,
        () => true,
      ),
      isLate.then(() => false),
    ]);
  } finally {
    done.abort();
  }
}
