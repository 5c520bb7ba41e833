import type { Output } from './output.ts';

export interface Interrupts {
  /** How often the user asked to stop. */
  readonly count: number;
  /** Fires at the second Ctrl-C: end what is under way. */
  readonly signal: AbortSignal;
  /**
   * Calls back at the first Ctrl-C: start nothing new. At once when it came before: a command of many runs asks for
   * each of them, and one may have ended on its own meanwhile.
   */
  onInterrupt(listener: () => void): void;
  /** As the first Ctrl-C, for another reason; told only where something is under way. */
  stop(why: string): void;
  close(): void;
}

/** Ctrl-C once: finish what is under way and stop. Twice: stop at once, with what is on record. Three times: go. */
export function createInterrupts(output: Pick<Output, 'note'>): Interrupts {
  const controller = new AbortController();
  const listeners = new Set<() => void>();
  let count = 0;
  const soften = (): void => {
    count += 1;
    if (listeners.size === 0) controller.abort();
    for (const listener of listeners) listener();
  };
  const hear = (): void => {
    if (count === 0) {
      output.note('Stopping once the calls under way are finished. Press Ctrl-C again to stop at once.');
      return soften();
    }
    count += 1;
    if (count > 2) process.exit(130);
    output.note('Stopping at once. Everything recorded so far is kept.');
    controller.abort();
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return {
    get count() {
      return count;
    },
    signal: controller.signal,
    onInterrupt: (listener) => {
      listeners.add(listener);
      if (count > 0) listener();
    },
    stop: (why) => {
      if (count > 0) return;
      if (listeners.size > 0) output.note(`Stopping once the calls under way are finished: ${why}.`);
      soften();
    },
    close: () => {
      process.off('SIGINT', hear);
      process.off('SIGTERM', hear);
    },
  };
}
