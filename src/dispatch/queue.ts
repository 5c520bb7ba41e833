import { createHash } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import { sql } from 'kysely';
import type { Offer, Store } from '../store/index.ts';
import type { ItemJob, ItemQueue, TakenJob } from './contract.ts';

/** Seconds without a beat after which the queue itself gives a job to somebody else; its least. */
const SILENT_SECONDS = 10;
/** Seconds that one item may take at most. */
const LONGEST_SECONDS = 6 * 3_600;
/** Workers that may take a job and not finish it, before it counts as what ends them. */
const MOST_RETRIES = 8;
/** Jobs that the queue shows at most, many times what a search has in it at a time. */
const MOST_SHOWN = 100_000;

type OfferedBy = Pick<Offer, 'runId' | 'work'>;

/**
 * Each offer of a run has a queue of its own: a run that goes on with other caps has another offer, and a worker that
 * has not heard of it yet must not take its jobs.
 */
function queueName({ runId, work }: OfferedBy): string {
  return `${runId}.${createHash('sha256').update(work).digest('hex').slice(0, 12)}`;
}

/** Makes the queue of an offer where there is none. */
export async function makeQueue(boss: PgBoss, offer: OfferedBy): Promise<void> {
  const name = queueName(offer);
  if ((await boss.getQueue(name)) !== null) return;
  await boss.createQueue(name, {
    retryLimit: MOST_RETRIES,
    retryDelay: 0,
    heartbeatSeconds: SILENT_SECONDS,
    expireInSeconds: LONGEST_SECONDS,
  });
}

/** The jobs of an offer. */
export function itemQueue(boss: PgBoss, store: Store, offer: OfferedBy): ItemQueue {
  const name = queueName(offer);
  const ids = (jobs: readonly TakenJob[]) => jobs.map(({ id, retryCount }) => ({ id, retryCount }));
  const all = () => boss.findJobs(name, { limit: MOST_SHOWN });
  return {
    add: async (jobs) => {
      if (jobs.length === 0) return;
      await boss.insert(
        name,
        jobs.map(({ id, job }) => ({ id, data: job })),
      );
    },
    take: async (most) => {
      const jobs = await boss.fetch<ItemJob>(name, { batchSize: most, includeMetadata: true });
      return jobs.map(({ id, data, retryCount }) => ({ id, retryCount, job: data }));
    },
    beat: async (jobs) => void (jobs.length > 0 && (await boss.touch(name, ids(jobs)))),
    done: async (jobs) => void (await boss.deleteJob(name, ids(jobs))),
    giveBack: async (jobs) => void (jobs.length > 0 && (await boss.fail(name, ids(jobs)))),
    takeBack: async (silentMs) => {
      const now = await clock(store);
      const silent = (await all()).filter(
        ({ state, heartbeatOn }) => state === 'active' && now - (heartbeatOn?.getTime() ?? now) > silentMs,
      );
      if (silent.length > 0)
        await boss.fail(
          name,
          silent.map(({ id, retryCount }) => ({ id, retryCount })),
        );
    },
    hasJobs: async () => (await boss.findJobs(name, { limit: 1 })).length > 0,
    tidy: () => boss.supervise(name),
    givenUp: async () => {
      const failed = (await all()).filter(({ state }) => state === 'failed').map(({ id }) => id);
      if (failed.length > 0) await boss.deleteJob(name, failed);
      return failed;
    },
    recall: async () => {
      await boss.deleteQueuedJobs(name);
      return new Set((await all()).map(({ id }) => id));
    },
    clear: async () => void (await boss.deleteAllJobs(name)),
    remove: async () => {
      if ((await boss.getQueue(name)) === null) return;
      await boss.deleteAllJobs(name);
      await boss.deleteQueue(name);
    },
  };
}

/** The same item run of a run has the same id in every process, whichever life of the search asks for it. */
export function jobId(
  runId: string,
  { evaluation, item, repeat }: Pick<ItemJob, 'evaluation' | 'item' | 'repeat'>,
): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([runId, evaluation, item, repeat]))
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

async function clock(store: Store): Promise<number> {
  const { rows } = await sql<{ now: number }>`select ${store.dialect.now} as now`.execute(store.db);
  return Number(rows[0]?.now);
}
