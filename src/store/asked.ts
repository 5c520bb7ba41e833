import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
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
  const all = sql<number>`(select coalesce(sum(calls), 0) from asked where run_id = ${runId})`;
  await store.writer.write((db) => [
    lockSpending(db, runId),
    db
      .insertInto('asked')
      .columns(['evaluation_id', 'item_id', 'repeat', 'run_id', 'calls', 'settled', 'counted', 'owner'])
      .expression(
        scoredItems(db, runId, split).select(({ ref, val }) => [
          'evaluation_id',
          'item_id',
          'repeat',
          'run_id',
          'calls',
          ref('calls').as('settled'),
          val(0).as('counted'),
          val('').as('owner'),
        ]),
      )
      .onConflict((c) =>
        c
          .columns(['evaluation_id', 'item_id', 'repeat'])
          .doUpdateSet((e) => ({ calls: e.ref('excluded.calls'), settled: e.ref('excluded.settled') })),
      ),
    db
      .updateTable('asked')
      .set((e) => ({ counted: e.ref('calls') }))
      .where('run_id', '=', runId),
    db.updateTable('spending').set({ asked: all }).where('run_id', '=', runId),
  ]);
}

/** A try of an item begins: nothing of the tries before it is in flight any more. */
export async function openAsked(store: Store, item: AskingItem): Promise<void> {
  await store.writer.write((db) => [
    lockSpending(db, item.run_id),
    db
      .insertInto('asked')
      .values({ ...item, calls: 0, settled: 0, counted: 0 })
      .onConflict((c) =>
        c
          .columns(['evaluation_id', 'item_id', 'repeat'])
          .doUpdateSet((e) => ({ owner: item.owner, settled: e.ref('asked.calls') })),
      ),
  ]);
}

/**
 * Takes room, so that an item has asked for `calls` in all, if that fits beside what all items of the run ask for. What
 * an earlier try of it asked for takes none.
 * @returns `false` where it does not fit now
 */
export async function takeAsked(store: Store, item: AskingItem, calls: number, cap: number): Promise<boolean> {
  const all = sql<number>`(select asked from spending where run_id = ${item.run_id})`;
  await change(store, item, (row) =>
    row
      .set({ calls })
      .where('calls', '<', calls)
      .where(sql<boolean>`${all} - calls + ${calls} <= ${cap}`),
  );
  return Number((await askedOf(store, item))?.calls ?? 0) >= calls;
}

/**
 * Whether an item can't come to `calls` for good: there is no room also where nothing comes of all that processes at
 * work have in flight, for this item and for others.
 */
export async function isAskedOut(store: Store, item: AskingItem, calls: number, cap: number): Promise<boolean> {
  const inFlight = store.db
    .selectFrom('asked')
    .where('run_id', '=', item.run_id)
    .whereRef('calls', '>', 'settled')
    .where(isAtWork(store))
    .select(sql<number>`coalesce(sum(calls - settled), 0)`.as('calls'));
  const row = await store.db
    .selectFrom('spending')
    .where('run_id', '=', item.run_id)
    .select(['asked', inFlight.as('in_flight')])
    .executeTakeFirst();
  const own = Number((await askedOf(store, item))?.settled ?? 0);
  const settled = Number(row?.asked ?? 0) - Number(row?.in_flight ?? 0);
  return settled - own + Math.max(own, calls) > cap;
}

/** Calls of this try came to their end: it asked for `asked`, of which `settled` are not in flight. */
export function settleAsked(
  store: Store,
  item: AskingItem,
  { asked, settled }: { asked: number; settled: number },
): Promise<void> {
  const atLeast = (least: number): RawBuilder<number> =>
    sql<number>`case when settled > ${sql.lit(least)} then settled else ${sql.lit(least)} end`;
  return change(store, item, (row) =>
    row.set({ calls: atLeast(asked), settled: atLeast(settled) }).where('owner', '=', item.owner),
  );
}

/** The item has a score: it asked for so many calls, whatever tries of it that were broken off did. */
export function endAsked(store: Store, item: AskingItem, calls: number): Promise<void> {
  return change(store, item, (row) => row.set({ calls, settled: calls }));
}

/** Changes the row of an item and with it the sum of its run, which is locked. */
function change(store: Store, item: AskingItem, set: (row: ReturnType<typeof rowOf>) => Compilable): Promise<void> {
  const more = sql<number>`(select calls - counted from asked where evaluation_id = ${item.evaluation_id}
    and item_id = ${item.item_id} and repeat = ${item.repeat})`;
  return store.writer.write((db) => [
    lockSpending(db, item.run_id),
    set(rowOf(db, item)),
    db
      .updateTable('spending')
      .set({ asked: sql<number>`asked + ${more}` })
      .where('run_id', '=', item.run_id),
    rowOf(db, item).set((e) => ({ counted: e.ref('calls') })),
  ]);
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

function askedOf(store: Store, { evaluation_id: evaluation, item_id: item, repeat }: AskingItem) {
  return store.db
    .selectFrom('asked')
    .select(['calls', 'settled'])
    .where('evaluation_id', '=', evaluation)
    .where('item_id', '=', item)
    .where('repeat', '=', repeat)
    .executeTakeFirst();
}

function rowOf(db: Kysely<Database>, { evaluation_id: evaluation, item_id: item, repeat }: AskingItem) {
  return db
    .updateTable('asked')
    .where('evaluation_id', '=', evaluation)
    .where('item_id', '=', item)
    .where('repeat', '=', repeat);
}
