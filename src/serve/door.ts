import { startTimer } from '../base/timer.ts';

/** Where requests come in. */
export interface Door {
  /** Lets nobody in, and resolves once all that are in are answered. */
  drain(): Promise<void>;
  /** Puts out who is left. */
  close(): Promise<void>;
}

export interface Draining {
  breakOff: () => void;
  graceMs: number;
  /** Ends the grace. */
  signal?: AbortSignal;
}

/** Milliseconds for those who are broken off to be told so. */
const FAREWELL_MS = 500;

/** Takes nothing new, waits, and after the grace breaks off what is under way. */
export async function drained(door: Door, { breakOff, graceMs, signal }: Draining): Promise<void> {
  const broken = Promise.withResolvers<void>();
  const end = (): void => {
    breakOff();
    setTimeout(broken.resolve, FAREWELL_MS);
  };
  const timer = startTimer(end, graceMs);
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end, { once: true });
  await Promise.race([door.drain(), broken.promise]);
  clearTimeout(timer);
  signal?.removeEventListener('abort', end);
  await door.close();
}
