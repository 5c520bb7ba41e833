import type { PgBoss } from 'pg-boss';
import { messageOf } from '../base/errors.ts';
import type { Session } from '../session/index.ts';
import { type WorkerState, offerOf, removeWorker, saveWorker, workersAtWork } from '../store/index.ts';
import { type Bench, openBench } from './bench.ts';
import { type ItemQueue, type OfferedWork, type TakenJob, offeredWork } from './contract.ts';
import { type Fitting, Unfit, fit } from './fit.ts';
import { itemQueue } from './queue.ts';

/** Signs of life that a newcomer gives before its first job, so that the others leave it its share of the limits. */
const BEATS_BEFORE_WORK = 2;

/** What all seats of a worker share. */
export interface SeatContext {
  session: Session;
  boss: PgBoss;
  /** Of this worker. */
  id: string;
  /** Process identity. */
  owner: string;
  places: number;
  executors: readonly string[] | undefined;
  signal: AbortSignal;
  onNews: (text: string) => void;
}

/** A worker's place at one run. */
export interface Seat {
  readonly runId: string;
  /** The offer that it was taken for. */
  readonly offer: string;
  /** Processes that share the rate limits of the run's models, this one and the search included. */
  readonly sharers: number;
  take(most: number): Promise<TakenJob[]>;
  /** @returns whether the item came to its end */
  work(job: TakenJob): Promise<boolean>;
  beat(): Promise<void>;
  /** Whether there is a job that it has, or may get: also one that another worker has may come back to the queue. */
  hasJobs(): Promise<boolean>;
  /** Gives back what is in hand. Nothing is taken from then on; asked again, it is the same end. */
  leave(): Promise<void>;
}

/**
 * Takes a seat, also where the worker is unfit: then it says so, and takes no job. What the run needs is brought
 * meanwhile, however long that takes: the worker has other seats.
 */
export function takeSeat(context: SeatContext, runId: string, offer: string): Seat {
  const { session, boss, id, owner, places, signal, onNews } = context;
  const { store } = session;
  const queue = itemQueue(boss, store, { runId, work: offer });
  const held = new Map<string, TakenJob>();
  let state: WorkerState = 'joining';
  let reason: string | null = null;
  let beats = 0;
  let sharers = 1;
  let bench: Bench | undefined;
  let tools: Fitting['tools'];
  let left: Promise<void> | undefined;

  const show = () => saveWorker(store, { id, run_id: runId, owner, state, reason, places });
  const end = (next: WorkerState, why: string): void => {
    [state, reason] = [next, why];
    onNews(`Run ${runId}: ${why}.`);
    bench?.abort();
    void show().catch(() => undefined);
  };
  const count = async (): Promise<void> => {
    sharers = Math.max(1, await workersAtWork(store, runId)) + 1;
  };
  const join = async (): Promise<void> => {
    await show().catch(() => undefined); // the next beat will
    const { work, fitting } = await prepare(context, offer);
    tools = fitting.tools;
    if (left !== undefined) return;
    const onDown = (error: Error): void => end('failed', error.message);
    const isOffered = async () => (await offerOf(store, runId)) === offer;
    bench = await openBench({ session, runId, owner, work, fitting, isOffered, signal, onDown });
    await count();
    if (!session.hasRateLimits(work.executor)) state = 'working';
    onNews(`Run ${runId}: at work with ${places} places.`);
    await show();
  };
  const joined = join().catch((error: unknown) =>
    end('refused', error instanceof Unfit ? error.message : `It can't be worked on here: ${messageOf(error)}`),
  );
  const leave = async (): Promise<void> => {
    bench?.abort();
    await joined;
    while (held.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await bench?.close().catch(() => undefined);
    await tools?.close();
    await removeWorker(store, { id, run_id: runId }).catch(() => undefined);
  };

  return {
    runId,
    offer,
    get sharers() {
      return sharers;
    },
    take: async (most) => {
      if (state !== 'working' || left !== undefined) return [];
      const jobs = await queue.take(most).catch(() => []);
      for (const job of jobs) held.set(job.id, job);
      return jobs;
    },
    work: async (taken) => {
      const isDone = (await bench?.run(taken.job).catch((error: unknown) => told(error, onNews))) ?? false;
      held.delete(taken.id);
      // Whoever can't say so leaves it to the queue, which waits for a sign of life.
      await finish(queue, taken, isDone).catch(() => undefined);
      return isDone;
    },
    beat: async () => {
      if (left !== undefined) return;
      if (state === 'joining' && bench !== undefined && ++beats >= BEATS_BEFORE_WORK) state = 'working';
      await show();
      await queue.beat([...held.values()]);
      await count();
    },
    hasJobs: async () => left === undefined && (state === 'working' || state === 'joining') && queue.hasJobs(),
    leave: () => (left ??= leave()),
  };
}

async function prepare(
  { session, executors }: SeatContext,
  offer: string,
): Promise<{ work: OfferedWork; fitting: Fitting }> {
  const parsed = offeredWork.safeParse(JSON.parse(offer));
  if (!parsed.success) throw new Unfit('another version of w4s offers it');
  return { work: parsed.data, fitting: await fit(session, parsed.data, executors) };
}

function finish(queue: ItemQueue, job: TakenJob, isDone: boolean): Promise<void> {
  return isDone ? queue.done([job]) : queue.giveBack([job]);
}

function told(error: unknown, onNews: (text: string) => void): boolean {
  onNews(`An item could not be run: ${messageOf(error)}`);
  return false;
}
