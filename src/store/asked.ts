import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Store } from './open.ts';
import type { AskedTable, Database } from './schema.ts';
import { lockSpending } from './spending.ts';
import { GONE_MS } from './workers.ts';

/** Completions that the scored items of a run on a split asked for, the cache's answers included. */
export async function callsOfScoredItems(store: Store, runId: string, split: string): Promise<number> {
  const row = await scoredItems(store.db, runId, split)
    .select(({ fn }) => fn.sum('item_results.calls').as('calls'))
    .executeTakeFirst();
  return Number(row?.calls ?? 0);
}

/** An item run that asks the executor within a cap that several processes share. */
export type AskingItem = Pick<AskedTable, 'evaluation_id' | 'item_id' | 'repeat' | 'run_id' | 'owner'>;

/**
 * Begins to count what the items of a run ask of the executor, over all processes: scored items count what they asked
 * for, whoever ran them. What unscored ones asked for stays on record, and is theirs when they are run again.
 */
export async function startAsked(store: Store, runId: string, split: string): Promise<void> {
  await store.writer.write((db) => [
    lockSpending(db, runId),
    db
      .insertInto('asked')
      .columns(['evaluation_id', 'item_id', 'repeat', 'run_id', 'calls', 'settled', 'owner'])
      .expression(
        scoredItems(db, runId, split).select(({ ref, val }) => [
          'evaluation_id',
          'item_id',
          'repeat',
          'run_id',
          'calls',
          ref('calls').as('settled'),
          val('').as('owner'),
        ]),
      )
      .onConflict((c) =>
        c
          .columns(['evaluation_id', 'item_id', 'repeat'])
          .doUpdateSet((e) => ({ calls: e.ref('excluded.calls'), settled: e.ref('excluded.settled') })),
      ),
  ]);
}

/** A try of an item begins: nothing of the tries before it is in flight any more. */
export async function openAsked(store: Store, item: AskingItem): Promise<void> {
  await store.writer.write((db) =>
    db
      .insertInto('asked')
      .values({ ...item, calls: 0, settled: 0 })
      .onConflict((c) =>
        c
          .columns(['evaluation_id', 'item_id', 'repeat'])
          .doUpdateSet((e) => ({ owner: item.owner, settled: e.ref('asked.calls') })),
      ),
  );
}

/**
 * Takes room, so that an item has asked for `calls` in all, if that fits beside what all items of the run ask for. What
 * an earlier try of it asked for takes none.
 * @returns `false` where it does not fit now
 */
export async function takeAsked(store: Store, item: AskingItem, calls: number, cap: number): Promise<boolean> {
  const all = sql<number>`(select coalesce(sum(calls), 0) from asked where run_id = ${item.run_id})`;
  await store.writer.write((db) => [
    lockSpending(db, item.run_id),
    rowOf(db, item)
      .set({ calls })
      .where('calls', '<', calls)
      .where(sql<boolean>`${all} - calls + ${calls} <= ${cap}`),
  ]);
  return Number((await askedOf(store, item))?.calls ?? 0) >= calls;
}

/**
 * Whether an item can't come to `calls` for good: there is no room also where nothing comes of all that processes at
 * work have in flight, for this item and for others.
 */
export async function isAskedOut(store: Store, item: AskingItem, calls: number, cap: number): Promise<boolean> {
  const row = await store.db
    .selectFrom('asked')
    .where('run_id', '=', item.run_id)
    .select(sql<number>`coalesce(sum(case when ${isAtWork(store)} then settled else calls end), 0)`.as('settled'))
    .executeTakeFirst();
  const own = Number((await askedOf(store, item))?.settled ?? 0);
  return Number(row?.settled ?? 0) - own + Math.max(own, calls) > cap;
}

/** Calls of this try came to their end: it asked for `asked`, of which `settled` are not in flight. */
export function settleAsked(
  store: Store,
  item: AskingItem,
  { asked, settled }: { asked: number; settled: number },
): Promise<void> {
  const atLeast = (least: number): RawBuilder<number> =>
    sql<number>`case when settled > ${sql.lit(least)} then settled else ${sql.lit(least)} end`;
  return store.writer.write((db) =>
    rowOf(db, item)
      .set({ calls: atLeast(asked), settled: atLeast(settled) })
      .where('owner', '=', item.owner),
  );
}

/** The item has a score: it asked for so many calls, whatever tries of it that were broken off did. */
export function endAsked(store: Store, item: AskingItem, calls: number): Promise<void> {
  return store.writer.write((db) => rowOf(db, item).set({ calls, settled: calls }));
}

function askedOf(store: Store, item: AskingItem) {
  return store.db
    .selectFrom('asked')
    .select(['calls', 'settled'])
    .where('evaluation_id', '=', item.evaluation_id)
    .where('item_id', '=', item.item_id)
    .where('repeat', '=', item.repeat)
    .executeTakeFirst();
}

function rowOf(db: Kysely<Database>, { evaluation_id: evaluation, item_id: item, repeat }: AskingItem) {
  return db
    .updateTable('asked')
    .where('evaluation_id', '=', evaluation)
    .where('item_id', '=', item)
    .where('repeat', '=', repeat);
}

function scoredItems(db: Kysely<Database>, runId: string, split: string) {
  return db
    .selectFrom('item_results')
    .innerJoin('evaluations', 'evaluations.id', 'item_results.evaluation_id')
    .where('evaluations.run_id', '=', runId)
    .where('evaluations.split', '=', split)
    .where('item_results.score', 'is not', null);
}

/** Whether the process that asks shows life. */
function isAtWork({ dialect: { now } }: Store): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from workers where workers.run_id = asked.run_id
    and workers.owner = asked.owner and ${now} - workers.seen_at <= ${GONE_MS})`;
}
