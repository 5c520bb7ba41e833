import { startTimer } from '../../base/timer.ts';

/** Milliseconds that run down while it is started. */
class Countdown {
  private leftMs: number;
  private readonly onEnd: () => void;
  private startedAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(ms: number, onEnd: () => void) {
    this.leftMs = ms;
    this.onEnd = onEnd;
  }

  start(): void {
    this.startedAt = performance.now();
    this.timer = startTimer(this.onEnd, this.leftMs);
  }

  pause(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.leftMs = Math.max(0, this.leftMs - (performance.now() - this.startedAt));
  }
}

export interface ItemClockOptions {
  /** Milliseconds that the workflow itself may take. */
  ownMs: number;
  /** Milliseconds that it may be kept waiting by others. */
  waitMs: number;
  onOwnEnd: () => void;
  onWaitEnd: () => void;
}

/**
 * Tells apart what a workflow takes on an item and what others keep it waiting: a queue, a pause after a 429, a slow
 * model. While anybody holds the clock the workflow's own time stands still and the waiting time runs.
 */
export class ItemClock {
  private readonly own: Countdown;
  private readonly wait: Countdown;
  private holders = 0;
  private closed = false;

  constructor({ ownMs, waitMs, onOwnEnd, onWaitEnd }: ItemClockOptions) {
    this.own = new Countdown(ownMs, onOwnEnd);
    this.wait = new Countdown(waitMs, onWaitEnd);
    this.own.start();
  }

  /** Holds the clock for as long as the work takes; calls side by side hold it together. */
  async held<T>(work: () => Promise<T>): Promise<T> {
    this.change(+1);
    try {
      return await work();
    } finally {
      this.change(-1);
    }
  }

  close(): void {
    this.closed = true;
    this.own.pause();
    this.wait.pause();
  }

  private change(by: 1 | -1): void {
    const wasHeld = this.holders > 0;
    this.holders += by;
    const isHeld = this.holders > 0;
    if (this.closed || wasHeld === isHeld) return;
    const [stands, runs] = isHeld ? [this.own, this.wait] : [this.wait, this.own];
    stands.pause();
    runs.start();
  }
}
