export type Overrun = 'total' | 'idle';

/** The clock of one request. */
export interface Deadline {
  /** Set once the time is up. */
  readonly overrun: Overrun | undefined;
  /** Milliseconds since the request began. */
  readonly elapsedMs: number;
  /** A part of the answer came. */
  progress(): void;
  close(): void;
}

/** How often to ask for the limit again, in milliseconds: it changes while others are answered. */
const LOOK_MS = 1_000;

export interface DeadlineOptions {
  limitMs: () => number;
  /** Milliseconds without another part, once the answer has begun. */
  idleMs: number;
  onOverrun: () => void;
}

export function startDeadline({ limitMs, idleMs, onOverrun }: DeadlineOptions): Deadline {
  const startedAt = performance.now();
  let heardAt = Infinity;
  let overrun: Overrun | undefined;
  let timer: NodeJS.Timeout;
  const look = () => {
    const now = performance.now();
    const leftMs = startedAt + limitMs() - now;
    const idleLeftMs = heardAt + idleMs - now;
    const soonestMs = Math.min(leftMs, idleLeftMs);
    if (soonestMs > 0) return void (timer = setTimeout(look, Math.min(soonestMs, LOOK_MS)));
    overrun = leftMs <= 0 ? 'total' : 'idle';
    onOverrun();
  };
  look();
  return {
    get overrun() {
      return overrun;
    },
    get elapsedMs() {
      return performance.now() - startedAt;
    },
    progress: () => void (heardAt = performance.now()),
    close: () => clearTimeout(timer),
  };
}
