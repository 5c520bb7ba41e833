import { setTimeout as sleep } from 'node:timers/promises';
import { type Selectable, sql } from 'kysely';
import type { Store } from './open.ts';
import type { WorkersTable } from './schema.ts';

/** Milliseconds without a sign of life after which a process counts as gone, by the clock of the database. */
export const GONE_MS = 6_000;
/** Milliseconds for which workers that are to leave are waited for: by then one that does not counts as gone. */
const PARTING_MS = 8_000;

/** Of a process at work on a run; `silentMs` since its last sign of life. */
export type WorkerRow = Selectable<WorkersTable> & { silentMs: number };

/** A run whose items workers may run; `silentMs` since the last sign of life of the process that offers it. */
export interface Offer {
  runId: string;
  /** JSON. */
  work: string;
  silentMs: number;
}

/** Offers the items of a run to workers, or says again that it does. */
export function saveOffer(store: Store, runId: string, work: string): Promise<void> {
  const row = { run_id: runId, work, seen_at: store.dialect.now };
  return store.writer.write((db) =>
    db
      .insertInto('offers')
      .values(row)
      .onConflict((c) => c.column('run_id').doUpdateSet(row)),
  );
}

/** Workers leave the run. */
export function withdrawOffer(store: Store, runId: string): Promise<void> {
  return store.writer.write((db) => db.deleteFrom('offers').where('run_id', '=', runId));
}

/** Withdraws the offer of a run, and waits until no worker has anything of it in hand any more. */
export async function dismissWorkers(store: Store, runId: string): Promise<void> {
  if ((await offerOf(store, runId)) !== undefined) await withdrawOffer(store, runId);
  const until = performance.now() + PARTING_MS;
  while (performance.now() < until && (await workersAtWork(store, runId)) > 0) await sleep(200);
}

/** What a run offers, or offered when its process was last at work; `undefined` where it was withdrawn. */
export async function offerOf(store: Store, runId: string): Promise<string | undefined> {
  const row = await store.db.selectFrom('offers').where('run_id', '=', runId).select('work').executeTakeFirst();
  return row?.work;
}

/** Of runs that have not ended. */
export async function offersOf(store: Store): Promise<Offer[]> {
  const rows = await store.db
    .selectFrom('offers')
    .innerJoin('runs', 'runs.id', 'offers.run_id')
    .where('runs.status', '=', 'running')
    .where('runs.cancel_requested', '=', 0)
    .select(['offers.run_id', 'offers.work', sql<number>`${store.dialect.now} - offers.seen_at`.as('silent')])
    .orderBy('offers.run_id')
    .execute();
  return rows.map(({ run_id: runId, work, silent }) => ({ runId, work, silentMs: Number(silent) }));
}

/** Puts a worker of a run on record, or says again that it is alive. */
export function saveWorker(store: Store, worker: Omit<Selectable<WorkersTable>, 'seen_at'>): Promise<void> {
  const row = { ...worker, seen_at: store.dialect.now };
  return store.writer.write((db) =>
    db
      .insertInto('workers')
      .values(row)
      .onConflict((c) => c.columns(['id', 'run_id']).doUpdateSet(row)),
  );
}

export function removeWorker(store: Store, { id, run_id: runId }: Pick<WorkerRow, 'id' | 'run_id'>): Promise<void> {
  return store.writer.write((db) => db.deleteFrom('workers').where('id', '=', id).where('run_id', '=', runId));
}

/** All of a run, also those that are gone without a word. */
export async function workersOf(store: Store, runId: string): Promise<WorkerRow[]> {
  const rows = await store.db
    .selectFrom('workers')
    .where('run_id', '=', runId)
    .selectAll()
    .select(sql<number>`${store.dialect.now} - seen_at`.as('silent'))
    .orderBy('id')
    .execute();
  return rows.map(({ silent, ...row }) => ({ ...row, places: Number(row.places), silentMs: Number(silent) }));
}

/** How many live processes run items of a run, or are about to. */
export async function workersAtWork(store: Store, runId: string): Promise<number> {
  const row = await store.db
    .selectFrom('workers')
    .where('run_id', '=', runId)
    .where('state', 'in', ['joining', 'working'])
    .where(sql<boolean>`${store.dialect.now} - seen_at <= ${GONE_MS}`)
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export function isGone({ silentMs }: { silentMs: number }): boolean {
  return silentMs > GONE_MS;
}
