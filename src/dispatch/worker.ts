import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../base/errors.ts';
import { processIdentity } from '../base/process-identity.ts';
import { type Surroundings, openSession, retryNews } from '../session/index.ts';
import { isGone, offersOf } from '../store/index.ts';
import { openBoss } from './boss.ts';
import type { TakenJob } from './contract.ts';
import { type Seat, type SeatContext, takeSeat } from './seat.ts';

/** Milliseconds between signs of life, and between looks for runs. */
const BEAT_MS = 2_000;
/** Milliseconds that a worker without a job waits before it asks again, the least and the most. */
const SOON_MS = 20;
const LATE_MS = 800;

export interface WorkerOptions extends Surroundings {
  /** Item runs at a time, over all runs. @default the config's, else 48 */
  concurrency?: number;
  /** The models that it may call. @default all that it can open */
  executors?: readonly string[];
  /** Ends after so many seconds in which nobody had a job of its runs. @default it keeps waiting */
  exitWhenIdleSeconds?: number;
  /** Stops at once: what is under way is given back. */
  signal?: AbortSignal;
  /** Called at the start with a function that stops softly: what is under way is finished. */
  onStarted?: (stop: () => void) => void;
  onNews?: (text: string) => void;
}

/** What a worker did. */
export interface WorkerResult {
  /** Items that it ended. */
  items: number;
  /** Runs that it worked for. */
  runs: string[];
}

/** Runs items for all runs of a store that want workers, until it is told to stop. @throws {W4sError} */
export async function runWorker(options: WorkerOptions): Promise<WorkerResult> {
  const { signal = new AbortController().signal, onNews = () => {} } = options;
  const seats = new Map<string, Seat>();
  const session = await openSession({
    ...options,
    onRetry: retryNews(onNews),
    onWarning: onNews,
    onDownload: onNews,
  });
  try {
    const boss = await openBoss(session.store);
    const context: SeatContext = {
      session,
      boss,
      signal,
      onNews,
      id: `${processIdentity()}:${randomUUID().slice(0, 8)}`,
      owner: processIdentity(),
      places: session.concurrency,
      executors: options.executors,
    };
    const shift = createShift(context, seats, options);
    options.onStarted?.(shift.stop);
    await shift.done;
    await boss.stop({ graceful: false }).catch(() => undefined);
    return { items: shift.items(), runs: shift.runs() };
  } finally {
    await session.close();
  }
}

/** Takes jobs as there are places, and keeps its seats in order, until it stops. */
function createShift(
  context: SeatContext,
  seats: Map<string, Seat>,
  { exitWhenIdleSeconds = Infinity }: WorkerOptions,
) {
  const { session, signal, places } = context;
  const runs = new Set<string>();
  const inHand = new Set<Promise<void>>();
  const over = new AbortController();
  const soft = new AbortController();
  let items = 0;
  const mayEnd = exitWhenIdleSeconds < Infinity;
  let busyAt = performance.now();

  const handle = async (seat: Seat, job: TakenJob): Promise<void> => {
    runs.add(seat.runId);
    if (await seat.work(job)) items += 1;
  };
  const takeOnce = async (): Promise<boolean> => {
    let any = false;
    for (const seat of seats.values()) {
      const free = places - inHand.size;
      for (const job of free > 0 ? await seat.take(free) : []) {
        any = true;
        const held = handle(seat, job);
        inHand.add(held);
        void held.finally(() => inHand.delete(held)).catch(() => undefined);
      }
    }
    return any;
  };
  const take = async (): Promise<void> => {
    let pauseMs = SOON_MS;
    while (!soft.signal.aborted && !signal.aborted) {
      const any = await takeOnce();
      pauseMs = any ? SOON_MS : Math.min(LATE_MS, pauseMs * 1.5);
      if (inHand.size > 0 || any || (mayEnd && (await hasWork(context, seats)))) busyAt = performance.now();
      if (performance.now() - busyAt > exitWhenIdleSeconds * 1_000) return;
      await sleep(pauseMs);
      if (inHand.size >= places) await Promise.race(inHand);
    }
  };
  const work = async (): Promise<void> => {
    const keeping = keep(context, seats, over.signal);
    try {
      await take();
      await Promise.all(inHand);
    } finally {
      over.abort();
      await keeping;
      await Promise.allSettled([...seats.values()].map((seat) => seat.leave()));
      await session.store.writer.flush();
    }
  };
  return { done: work(), items: () => items, runs: () => [...runs], stop: () => soft.abort() };
}

/** Whether a living run has a job for this worker, or may have: one that is new to it. */
async function hasWork({ session }: SeatContext, seats: ReadonlyMap<string, Seat>): Promise<boolean> {
  try {
    for (const offer of await offersOf(session.store)) {
      const seat = seats.get(offer.runId);
      if (!isGone(offer) && (seat === undefined || (await seat.hasJobs()))) return true;
    }
    return false;
  } catch {
    return false; // without the store there is no work
  }
}

/** Tends the seats until it is over. */
async function keep(context: SeatContext, seats: Map<string, Seat>, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await tend(context, seats).catch((error: unknown) => context.onNews(`The store: ${messageOf(error)}`));
    await sleep(BEAT_MS, undefined, { signal: over }).catch(() => undefined);
  }
}

/** Takes a seat at runs that are new, leaves those that ended, and shows life at the others: it waits for none. */
async function tend(context: SeatContext, seats: Map<string, Seat>): Promise<void> {
  const offers = await offersOf(context.session.store);
  const wanted = new Map(offers.map(({ runId, work }) => [runId, work]));
  const kept = [...seats.values()].filter(({ runId, offer }) => wanted.get(runId) === offer);
  for (const [runId, seat] of seats) if (!kept.includes(seat)) void seat.leave().then(() => seats.delete(runId));
  for (const { runId, work } of offers) if (!seats.has(runId)) seats.set(runId, takeSeat(context, runId, work));
  await Promise.all(kept.map((seat) => seat.beat()));
  context.session.shareLimits(Math.max(1, ...[...seats.values()].map((seat) => seat.sharers)));
}
