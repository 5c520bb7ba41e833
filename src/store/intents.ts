import { randomUUID } from 'node:crypto';
import { type CompiledQuery, type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { first } from '../base/lists.ts';
import type { Intent, Intents } from '../model/index.ts';
import { isRunning, processIdentity } from '../base/process-identity.ts';
import { compiled } from './compiled.ts';
import { bookInFlight } from './in-flight.ts';
import type { StoreDialect } from './contract.ts';
import type { Store } from './open.ts';
import type { Database, IntentsTable } from './schema.ts';
import { type SharedCaps, insertWithin, spendingOf } from './spending.ts';
import { GONE_MS } from './workers.ts';
import type { Query } from './writer.ts';

type Row = Selectable<IntentsTable>;
/** What is known of a row before the database's clock says when. */
type NewRow = Omit<Row, 'seen_at'>;

/**
 * An intent of a process that can't be asked, or that hangs, counts this long after its last sign of life.
 */
const LEASE_MS = 60_000;
const RENEW_MS = 15_000;

/**
 * Ids of the intents that this thread still works on, over all its stores. Each begins with the name of the thread: of
 * those of another one, or of another copy of this module, nothing is known here.
 */
const underWay = new Set<string>();
const thread = randomUUID().slice(0, 8);

/** The intents of one run, and what its cache executes with the write that keeps the samples. */
export interface RunIntents extends Intents {
  settle(db: Kysely<Database>, key: string, samples: readonly number[]): CompiledQuery[];
}

/**
 * @param scope Stands before every key, as in the cache.
 * @param caps Where several processes pay for the run: what they may spend in all.
 */
export function runIntents(store: Store, runId: string, scope: string, caps?: SharedCaps): RunIntents {
  const ids = new Map<string, string>();
  const owner = processIdentity();
  const queries = queriesOf(store.dialect);
  let timer: NodeJS.Timeout | undefined;

  const renew = (): void => {
    store.writer
      .write((db) =>
        db
          .updateTable('intents')
          .set({ seen_at: store.dialect.now })
          .where('id', 'in', [...ids.values()]),
      )
      .catch(() => undefined);
  };
  const add = (row: NewRow): void => {
    ids.set(nameOf(row.key, row.sample), row.id);
    underWay.add(row.id);
    timer ??= setInterval(renew, RENEW_MS).unref();
  };
  /**
   * The given id alone: the next intent of the same sample may be on its way while the end of this one is.
   */
  const forget = (key: string, sample: number, id: string | undefined): void => {
    underWay.delete(id ?? '');
    if (ids.get(nameOf(key, sample)) === id) ids.delete(nameOf(key, sample));
    if (ids.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const held = (key: string, samples: readonly number[]) =>
    samples.map((sample) => ({ key: scope + key, sample, id: ids.get(nameOf(scope + key, sample)) }));
  const settle: RunIntents['settle'] = (db, key, samples) =>
    held(key, samples).flatMap(({ id, ...place }) => (id === undefined ? [] : [deletion(db, { ...place, id })]));
  const abandon: RunIntents['abandon'] = (key, samples) => {
    for (const { key: scoped, sample, id } of held(key, samples)) forget(scoped, sample, id);
  };

  return {
    settle,
    abandon,
    open: async (intent) => {
      const rows = intent.samples.map((sample) => rowOf(intent, { key: scope + intent.key, sample, runId, owner }));
      for (const row of rows) add(row);
      const mine = await claimed(store, queries, rows, { ...intent, caps }).catch((error: unknown) => {
        for (const { key, sample, id } of rows) forget(key, sample, id);
        throw error;
      });
      for (const { key, sample, id } of rows) if (!mine.includes(sample)) forget(key, sample, id);
      return mine;
    },
    release: (key, samples) => {
      const ended = held(key, samples);
      // One whose release fails is booked at the next start. Until it is gone it counts as under way, or
      // another one here would book it.
      store.writer
        .write((db) => settle(db, key, samples))
        .catch(() => undefined)
        .finally(() => ended.forEach((one) => forget(one.key, one.sample, one.id)));
    },
  };
}

const deletion = compiled((db, { key, sample, id }: Pick<Row, 'key' | 'sample' | 'id'>) =>
  db.deleteFrom('intents').where('key', '=', key).where('sample', '=', sample).where('id', '=', id),
);

/**
 * Tries to get each row in. @returns the samples whose row is in; the others are there already, or another
 * process's to pay.
 */
async function claimed(
  store: Store,
  queries: Queries,
  rows: readonly NewRow[],
  { replace, model, caps }: Pick<Intent, 'replace' | 'model'> & { caps: SharedCaps | undefined },
): Promise<number[]> {
  const samples = rows.map(({ sample }) => sample);
  const place = { key: first(rows).key, from: Math.min(...samples), to: Math.max(...samples) };
  for (;;) {
    await store.writer.write((db) => rows.flatMap((row) => insertion(store, queries, row, { db, replace, caps })));
    const found = await store.db.executeQuery(queries.find(store.db, place));
    const there = found.rows.filter(({ sample }) => samples.includes(Number(sample)));
    const left = there.filter((row) => isLeft(row));
    if (left.length > 0) {
      // What the dead one may have paid must not be forgotten.
      await bookInFlight(
        store,
        left.map(({ silent: _silent, gone: _gone, ...row }) => row),
      );
      continue;
    }
    const mine = there.filter(({ id }) => rows.some((row) => row.id === id)).map(({ sample }) => Number(sample));
    const refused = rows.filter((row) => there.every(({ sample }) => Number(sample) !== row.sample));
    if (caps !== undefined) for (const row of refused) await assertRoom(store, row, { caps, model });
    return mine;
  }
}

/**
 * A row that did not get in waits for the answer of another process, or for room that calls in flight take up.
 * @throws {ModelError} `cap` where no waiting would help
 */
async function assertRoom(
  store: Store,
  { key, sample, run_id: runId, cost_usd: costUsd }: NewRow,
  { caps, model }: { caps: SharedCaps; model: string },
): Promise<void> {
  const answer = store.db.selectFrom('samples').select('key').where('key', '=', key).where('sample', '=', sample);
  if ((await answer.executeTakeFirst()) !== undefined) return;
  const paid = (await spendingOf(store, runId)) ?? { costUsd: 0, completions: 0 };
  const total = { costUsd: paid.costUsd + (costUsd ?? 0), completions: paid.completions + 1 };
  const refusal = caps.refusal(total, model);
  if (refusal !== undefined) throw refusal;
}

/**
 * Not where somebody intends the same, nor where the answer came in the meantime. The second is looked at once the row
 * is in: where others write at the same time, the answer and the end of the intent before this one appear together.
 */
function insertion(
  { dialect: { now } }: Store,
  queries: Queries,
  row: NewRow,
  { db, replace, caps }: { db: Kysely<Database>; replace: boolean; caps: SharedCaps | undefined },
): Query[] {
  const insert = caps === undefined ? [queries.insert(db, row)] : insertWithin(db, row, { now, caps });
  return replace ? insert : [...insert, deleteAnswered(db, row)];
}

type Queries = ReturnType<typeof queriesOf>;

/** Those that ask the database for the time, in its words. */
function queriesOf({ now }: StoreDialect) {
  return {
    insert: compiled((db, row: NewRow) =>
      db
        .insertInto('intents')
        .values({ ...row, seen_at: now })
        .onConflict((c) => c.columns(['key', 'sample']).doNothing()),
    ),
    /** Those of a key between two samples, both included. */
    find: compiled((db, { key, from, to }: { key: string; from: number; to: number }) =>
      db
        .selectFrom('intents')
        .selectAll()
        .select([sql<number>`${now} - seen_at`.as('silent'), ownerIsGone(now)])
        .where('key', '=', key)
        .where('sample', '>=', from)
        .where('sample', '<=', to),
    ),
  };
}

const deleteAnswered = compiled((db, { key, sample, id }: NewRow) => {
  const answer = db.selectFrom('samples').select('key').where('key', '=', key).where('sample', '=', sample);
  return db
    .deleteFrom('intents')
    .where('id', '=', id)
    .where((e) => e.exists(answer));
});

/** Whether nobody works on it any more. */
function isLeft({ id, owner, silent, gone }: Row & { silent: number; gone: number }): boolean {
  if (owner === processIdentity() && id.startsWith(`${thread}:`)) return !underWay.has(id);
  return isRunning(owner) === false || Number(gone) > 0 || silent > LEASE_MS;
}

/** Whether it is a worker of its run that shows no sign of life. */
function ownerIsGone(now: RawBuilder<number>) {
  return sql<number>`(select count(*) from workers where workers.run_id = intents.run_id
    and workers.owner = intents.owner and ${now} - workers.seen_at > ${GONE_MS})`.as('gone');
}

interface Placed {
  key: string;
  sample: number;
  runId: string;
  owner: string;
}

function rowOf({ model, purpose, most }: Intent, { key, sample, runId, owner }: Placed): NewRow {
  return {
    key,
    sample,
    id: `${thread}:${randomUUID()}`,
    run_id: runId,
    role: purpose.role,
    phase: purpose.phase,
    candidate_id: purpose.candidateId ?? null,
    item_id: purpose.itemId ?? null,
    model,
    prompt_tokens: most.promptTokens,
    completion_tokens: most.completionTokens,
    cost_usd: most.costUsd,
    owner,
    at: Date.now(),
  };
}

function nameOf(key: string, sample: number): string {
  return `${key}#${sample}`;
}
