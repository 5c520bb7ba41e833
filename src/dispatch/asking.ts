import { type Completion, type CompletionRequest, type Model, ModelError, capError } from '../model/index.ts';
import {
  type AskingItem,
  type Store,
  endAsked,
  isAskedOut,
  openAsked,
  settleAsked,
  takeAsked,
} from '../store/index.ts';
import type { ItemJob } from './contract.ts';

/** Milliseconds between looks for room that calls in flight take up. */
const LOOK_MS = 100;

export interface AskingOptions {
  store: Store;
  runId: string;
  job: ItemJob;
  /** Process identity. */
  owner: string;
  /** Completions, over all processes. */
  maxExecutorCalls: number;
}

/** The executor as one item of a run asks it, within a cap that all processes of the run share. */
export interface Asking {
  executor: Model;
  /** The item has a score, and asked for so many calls. */
  scored(calls: number): Promise<void>;
}

/**
 * Caps what an item asks, above the cache: an answer counts whoever paid for it. Room is taken in a row before each
 * call. It waits while only calls in flight take up the room, and is given back where a call fails. An item that is run
 * again, in whatever process, has the room that it took before: what it asks again counts once.
 */
export async function openAsking(executor: Model, options: AskingOptions): Promise<Asking> {
  const { store, runId, job, owner } = options;
  const item = { evaluation_id: job.evaluation, item_id: job.item, repeat: job.repeat, run_id: runId, owner };
  await openAsked(store, item);
  const room = createRoom(item, options);
  const complete = async (request: CompletionRequest): Promise<Completion> => {
    const { n = 1 } = request;
    await room.take(n, executor.id, request.signal);
    let came = n; // of a call that is broken off nobody knows
    try {
      const completion = await executor.complete(request);
      came = completion.choices.length;
      return completion;
    } catch (error) {
      if (error instanceof ModelError) came = 0;
      throw error;
    } finally {
      room.settle(n, came);
    }
  };
  return { executor: { ...executor, complete }, scored: (calls) => endAsked(store, item, calls) };
}

/** What one try of an item asked for: its changes go to the store one after the other. */
function createRoom(item: AskingItem, { store, maxExecutorCalls }: AskingOptions) {
  let asked = 0;
  let settled = 0;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const next = last.then(change);
    last = next.catch(() => undefined);
    return next;
  };
  const tryTake = async (n: number): Promise<boolean> => {
    const fits = await takeAsked(store, item, asked + n, maxExecutorCalls);
    if (fits) asked += n;
    return fits;
  };
  return {
    take: async (n: number, model: string, signal: AbortSignal | undefined): Promise<void> => {
      while (!(await inTurn(() => tryTake(n)))) {
        if (await isAskedOut(store, item, settled + n, maxExecutorCalls))
          throw capError('executor-calls', { maxExecutorCalls }, model);
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        signal?.throwIfAborted();
      }
    },
    settle: (n: number, came: number): void => {
      void inTurn(() => {
        asked += came - n;
        settled += came;
        return settleAsked(store, item, { asked, settled });
      }).catch(() => undefined);
    },
  };
}
