import type { Gate } from './gate.ts';

/** What decides when an item may be run. */
export interface Admission {
  gate: Gate;
  /**
   * Asked before each item run: `undefined` stops the evaluation, which keeps what it has; `end` is called when the
   * item ended.
   */
  admit?: () => { end(): void } | undefined;
}

/**
 * Waits until one more item may be run: by the gate, which all item runs share, and by the run, which may be about to
 * stop.
 * @param mayStart Asked once the gate is open.
 * @returns the way to leave again, which may be taken more than once; `undefined` where nothing new is to start.
 */
export async function roomForItem(
  { gate, admit = () => ({ end: () => {} }) }: Admission,
  mayStart: () => boolean = () => true,
): Promise<(() => void) | undefined> {
  const leave = await gate.enter();
  const place = mayStart() ? admit() : undefined;
  if (place === undefined) {
    leave();
    return undefined;
  }
  return () => {
    place.end();
    leave();
  };
}
