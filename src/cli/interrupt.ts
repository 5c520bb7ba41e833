import type { Output } from './output.ts';

export interface Interrupts {
  /** How often the user asked to stop. */
  readonly count: number;
  /** Fires at the second Ctrl-C: end what is under way. */
  readonly signal: AbortSignal;
  /** Calls back at the first Ctrl-C: start nothing new. */
  onInterrupt(listener: () => void): void;
  close(): void;
}

/** Ctrl-C once: finish what is under way and stop. Twice: stop at once, with what is on record. Three times: go. */
export function createInterrupts(output: Pick<Output, 'note'>): Interrupts {
  const controller = new AbortController();
  const listeners = new Set<() => void>();
  let count = 0;
  const hear = (): void => {
    count += 1;
    if (count === 1) {
      output.note('Stopping: nothing new is started, calls under way are finished. Ctrl-C again stops at once.');
      if (listeners.size === 0) controller.abort();
      for (const listener of listeners) listener();
    } else if (count === 2) {
      output.note('Stopping at once. What was acknowledged is kept.');
      controller.abort();
    } else process.exit(130);
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return {
    get count() {
      return count;
    },
    signal: controller.signal,
    onInterrupt: (listener) => void listeners.add(listener),
    close: () => {
      process.off('SIGINT', hear);
      process.off('SIGTERM', hear);
    },
  };
}
