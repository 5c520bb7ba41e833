import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, type EvaluationLog, type ItemOrder, type ItemResult, accident } from '../evaluate/index.ts';
import type { Cap } from '../model/index.ts';
import type { ItemJob, ItemQueue } from './contract.ts';
import { jobId } from './queue.ts';

/** Milliseconds between looks for results, the least and the most. */
const SOON_MS = 15;
const LATE_MS = 150;

/** Items asked about in one query. */
const CHUNK = 500;

export interface QueueDispatcherOptions {
  runId: string;
  queue: ItemQueue;
  /** Where workers put their results. */
  log: Pick<EvaluationLog, 'append' | 'on'>;
  /** Removes missing results that are on record, so that what is found there is new. */
  forgetMissing: (jobs: readonly ItemJob[]) => Promise<void>;
  /** Told of a result that says which cap refused its calls. */
  onCap: (cap: Cap) => void;
}

/** A dispatcher, and what its supervisor asks of it. */
export interface QueueDispatcher extends Dispatcher {
  /** Item runs that were asked for and did not end. */
  readonly pending: number;
  /** Ends all of them without a result on record. */
  interrupt(): void;
  /** Takes back what no worker has in hand, and ends it like that. */
  recall(): Promise<void>;
  /** Sends again what the queue has lost. */
  resend(): Promise<void>;
  /** Ends those that no worker survives. */
  giveUp(ids: readonly string[]): Promise<void>;
}

interface Pending {
  order: ItemOrder;
  /** Whether what an earlier life of the run left of it is forgotten, and its job in the queue. */
  isSent: boolean;
  resolve(result: ItemResult): void;
  reject(error: unknown): void;
}

/** Has items run by workers: a job goes into the queue, and its result comes from the store. */
export function queueDispatcher(options: QueueDispatcherOptions): QueueDispatcher {
  const { runId, queue, log, forgetMissing, onCap } = options;
  const pending = new Map<string, Pending>();
  let outbox: { id: string; job: ItemJob }[] = [];
  let collecting = false;

  const end = (id: string, result: ItemResult): void => {
    const one = pending.get(id);
    pending.delete(id);
    one?.resolve(result);
  };
  const fail = (error: unknown): void => {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  /** Jobs of one tick go into the queue together. */
  const send = async (): Promise<void> => {
    await sleep(1);
    const jobs = outbox;
    outbox = [];
    await forgetMissing(jobs.map(({ job }) => job));
    await queue.add(jobs);
    for (const { id } of jobs) {
      const one = pending.get(id);
      if (one !== undefined) one.isSent = true;
    }
  };
  const sentOnes = () => new Map([...pending].filter(([, { isSent }]) => isSent));
  const collect = async (): Promise<void> => {
    if (collecting) return;
    collecting = true;
    let pauseMs = SOON_MS;
    try {
      while (pending.size > 0) {
        await sleep(pauseMs);
        pauseMs = (await found()) ? SOON_MS : Math.min(LATE_MS, pauseMs * 1.3);
      }
    } catch (error) {
      fail(error);
    } finally {
      collecting = false; // in the same tick as the last look: an item that comes after it finds nobody collecting
    }
  };
  const found = async (): Promise<boolean> => {
    let any = false;
    const sent = sentOnes();
    for (const { evaluationId, items } of byEvaluation(sent)) {
      for (const result of await log.on(evaluationId, items)) {
        const id = jobId(runId, { evaluation: evaluationId, item: result.itemId, repeat: result.repeat });
        const one = sent.get(id);
        if (one === undefined || one !== pending.get(id)) continue; // it ended meanwhile, and may be tried again
        any = true;
        if (result.failure?.cap !== undefined) onCap(result.failure.cap);
        end(id, result);
      }
    }
    return any;
  };

  return {
    get pending() {
      return pending.size;
    },
    run: async (order, left) => {
      const job = jobOf(order);
      const id = jobId(runId, job);
      const result = await new Promise<ItemResult>((resolve, reject) => {
        pending.set(id, { order, isSent: false, resolve, reject });
        outbox.push({ id, job });
        if (outbox.length === 1) send().catch(fail);
        void collect();
      });
      left();
      return result;
    },
    interrupt: () => {
      for (const [id, { order }] of pending) end(id, interrupted(order));
    },
    recall: async () => {
      const sent = sentOnes();
      const inHand = await queue.recall();
      await found(); // the result of a job that is gone may be there
      for (const [id, one] of sent) if (!inHand.has(id) && pending.get(id) === one) end(id, interrupted(one.order));
    },
    resend: async () => {
      await found(); // what has a result, be it a missing one, is not run again
      await queue.add([...sentOnes()].map(([id, { order }]) => ({ id, job: jobOf(order) })));
    },
    giveUp: async (ids) => {
      for (const id of ids) {
        const one = pending.get(id);
        if (one === undefined) continue;
        const result = accident(one.order, new Error('No worker that took this item came to its end'));
        await log.append(one.order.evaluationId, result);
        end(id, result);
      }
    },
  };
}

function* byEvaluation(pending: ReadonlyMap<string, Pending>): Generator<{ evaluationId: string; items: string[] }> {
  const items = Map.groupBy(pending.values(), ({ order }) => order.evaluationId);
  for (const [evaluationId, all] of items) {
    const ids = [...new Set(all.map(({ order }) => order.item.id))];
    for (let i = 0; i < ids.length; i += CHUNK) yield { evaluationId, items: ids.slice(i, i + CHUNK) };
  }
}

function jobOf({ evaluationId, workflow, item, split, repeat, purpose }: ItemOrder): ItemJob {
  return {
    evaluation: evaluationId,
    candidate: purpose.candidateId ?? null,
    hash: workflow.hash,
    split,
    item: item.id,
    repeat,
    phase: purpose.phase,
  };
}

function interrupted({ item, repeat }: ItemOrder): ItemResult {
  const message = 'The run was stopped before a worker had ended this item';
  return { ...accident({ item, repeat }, new Error(message)), failure: { kind: 'interrupted', message } };
}
