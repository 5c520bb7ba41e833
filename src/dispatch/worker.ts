import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../base/errors.ts';
import { processIdentity } from '../base/process-identity.ts';
import { type Surroundings, openSession, retryNews } from '../session/index.ts';
import { type Store, offersOf } from '../store/index.ts';
import { openBoss } from './boss.ts';
import { type Seat, type SeatContext, takeSeat } from './seat.ts';

/** Milliseconds between signs of life, and between looks for runs. */
const BEAT_MS = 2_000;
/** Milliseconds that a worker without a job waits before it asks again, the least and the most. */
const SOON_MS = 20;
const LATE_MS = 400;

export interface WorkerOptions extends Surroundings {
  /** Item runs at a time, over all runs. @default the config's, else 48 */
  concurrency?: number;
  /** The models that it may call. @default all that it can open */
  executors?: readonly string[];
  /** Ends after so many seconds without a job. @default it keeps waiting */
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
  const sharers = (): number => Math.max(1, ...[...seats.values()].map((seat) => seat.sharers));
  const session = await openSession({
    ...options,
    share: () => 1 / sharers(),
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
  const { session, signal, places, onNews } = context;
  const runs = new Set<string>();
  const inHand = new Set<Promise<void>>();
  let items = 0;
  let stopping = false;
  let busyAt = performance.now();

  const take = async (): Promise<void> => {
    let pauseMs = SOON_MS;
    while (!stopping && !signal.aborted) {
      const taken = await takeOnce();
      pauseMs = taken ? SOON_MS : Math.min(LATE_MS, pauseMs * 1.5);
      if (inHand.size > 0 || taken) busyAt = performance.now();
      if (performance.now() - busyAt > exitWhenIdleSeconds * 1_000) return;
      await Promise.race([sleep(pauseMs), ...(inHand.size >= places ? inHand : [])]);
    }
  };
  const takeOnce = async (): Promise<boolean> => {
    let any = false;
    for (const seat of seats.values()) {
      const free = places - inHand.size;
      if (free <= 0) break;
      for (const job of await seat.take(free)) {
        any = true;
        runs.add(seat.runId);
        const work = seat.work(job).then((done) => void (items += Number(done)));
        const held: Promise<void> = work.finally(() => inHand.delete(held));
        inHand.add(held);
      }
    }
    return any;
  };
  const keep = async (): Promise<void> => {
    while (!ended) {
      await tend(context, seats).catch((error: unknown) => onNews(`The store: ${messageOf(error)}`));
      await Promise.race([sleep(BEAT_MS), over.promise]);
    }
  };
  const over = Promise.withResolvers<void>();
  let ended = false;
  const done = (async () => {
    const keeping = keep();
    try {
      await take();
      await Promise.all(inHand);
    } finally {
      ended = true;
      over.resolve();
      await keeping;
      await Promise.allSettled([...seats.values()].map((seat) => seat.leave()));
      await session.store.writer.flush();
    }
  })();
  return { done, items: () => items, runs: () => [...runs], stop: () => void (stopping = true) };
}

/** Takes a seat at runs that are new, leaves those that ended, and shows life at the others. */
async function tend(context: SeatContext, seats: Map<string, Seat>): Promise<void> {
  const offers = await offersOf(context.session.store as Store);
  const wanted = new Map(offers.map((offer) => [offer.runId, offer]));
  for (const [runId, seat] of seats) {
    if (wanted.get(runId)?.work === seat.offer) await seat.beat();
    else {
      seats.delete(runId);
      await seat.leave();
    }
  }
  for (const { runId, work } of wanted.values()) {
    if (!seats.has(runId)) seats.set(runId, await takeSeat(context, runId, work));
  }
}
