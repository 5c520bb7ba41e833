import type { LiveRun } from '../run/index.ts';
import type { Session } from '../session/index.ts';
import {
  type Store,
  type WorkerRow,
  dismissWorkers,
  isGone,
  removeWorker,
  saveOffer,
  settleRun,
  withdrawOffer,
  workersOf,
} from '../store/index.ts';
import type { ItemQueue } from './contract.ts';
import type { QueueDispatcher } from './dispatcher.ts';

/** Milliseconds between looks at the workers, and without a beat after which a job is taken from a worker. */
const LOOK_MS = 1_000;
const SILENT_MS = 6_000;
/** Looks between those at what no worker survives, and at what the queue has lost. */
const RARE = 5;
/** Looks in a row after which a silent worker counts as dead. */
const STEADY = 3;
/** Milliseconds without a worker until the user is told. */
const LONELY_MS = 10_000;

export interface SuperviseOptions {
  session: Pick<Session, 'store' | 'shareLimits'>;
  live: Pick<LiveRun, 'row' | 'stop' | 'signal' | 'throwIfLost'>;
  queue: ItemQueue;
  dispatcher: QueueDispatcher;
  /** JSON. */
  work: string;
  onWarning: (text: string) => void;
}

/**
 * Keeps the offer of a run alive and its jobs moving: what a dead worker holds goes to another one, what nobody took is
 * taken back when the run is to stop. @returns its end, which also withdraws the offer
 */
export function supervise(options: SuperviseOptions): { close(): Promise<void> } {
  const { session, live, queue, dispatcher } = options;
  const { store } = session;
  const runId = live.row.id;
  const loneliness = createLoneliness(options);
  let looks = 0;
  // Looks in a row without a pause. After one of ours, or of the database, all others seem silent too.
  let steady = 0;
  let lookedAt = performance.now();
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    steady = performance.now() - lookedAt < 5 * LOOK_MS ? steady + 1 : 0;
    if (isLost(live) || live.signal.aborted) return;
    if (looks++ % 2 === 0) await saveOffer(store, runId, options.work);
    const workers = await workersOf(store, runId);
    session.shareLimits(atWork(workers).length + 1);
    if (steady >= STEADY && workers.some(isGone)) await queue.takeBack(SILENT_MS);
    if (looks % RARE === 0) {
      await queue.tidy();
      await dispatcher.giveUp(await queue.givenUp());
    }
    if (live.stop.ending !== undefined) await dispatcher.recall();
    else if (looks % RARE === 0) await dispatcher.resend();
    loneliness(workers);
    lookedAt = performance.now();
  };
  const timer = setInterval(() => {
    looking ??= look()
      .catch(() => undefined)
      .finally(() => (looking = undefined));
  }, LOOK_MS);
  const part = async (): Promise<void> => {
    if (isLost(live)) return dispatcher.interrupt();
    await queue.clear();
    await dismissWorkers(store, runId);
    dispatcher.interrupt();
  };
  const onAbort = (): void => void part().catch(() => dispatcher.interrupt());
  if (live.signal.aborted) onAbort();
  else live.signal.addEventListener('abort', onAbort, { once: true });
  return {
    close: async () => {
      clearInterval(timer);
      live.signal.removeEventListener('abort', onAbort);
      await looking;
      if (isLost(live)) return;
      await withdrawOffer(store, runId);
      await forgetGone(store, runId);
      await queue.remove();
    },
  };
}

/** Counts what dead workers may have paid, and strikes them off. */
async function forgetGone(store: Store, runId: string): Promise<void> {
  const gone = (await workersOf(store, runId)).filter(isGone);
  if (gone.length > 0) await settleRun(store, runId);
  for (const one of gone) await removeWorker(store, one);
}

/** Ends the run where no worker can go on, and says when none comes. */
function createLoneliness({ live, dispatcher, onWarning }: SuperviseOptions): (workers: readonly WorkerRow[]) => void {
  let since = performance.now();
  let isTold = false;
  return (workers) => {
    const failed = workers.find((one) => one.state === 'failed' && !isGone(one));
    if (atWork(workers).length > 0 || dispatcher.pending === 0) {
      since = performance.now();
      isTold = false;
    } else if (failed !== undefined) {
      live.stop.request({ status: 'failed', reason: failed.reason });
    } else if (!isTold && performance.now() - since > LONELY_MS) {
      isTold = true;
      const refused = workers.filter((one) => one.state === 'refused' && !isGone(one));
      const why = refused.map(({ reason }) => ` One was refused: ${reason}.`).join('');
      onWarning(`No worker is at work on run ${live.row.id}.${why} Start one: w4s worker --store STORE`);
    }
  };
}

function atWork(workers: readonly WorkerRow[]): WorkerRow[] {
  return workers.filter((one) => !isGone(one) && (one.state === 'working' || one.state === 'joining'));
}

function isLost(live: Pick<LiveRun, 'throwIfLost'>): boolean {
  try {
    live.throwIfLost();
    return false;
  } catch {
    return true;
  }
}
