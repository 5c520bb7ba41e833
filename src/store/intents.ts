import { randomUUID } from 'node:crypto';
import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import { first } from '../base/lists.ts';
import type { Intent, Intents } from '../model/index.ts';
import { isRunning, processIdentity } from '../base/process-identity.ts';
import { compiled } from './compiled.ts';
import { bookInFlight } from './in-flight.ts';
import type { Store } from './open.ts';
import type { Database, IntentsTable } from './schema.ts';

type Row = Selectable<IntentsTable>;

/**
 * An intent of a process that can't be asked, or that hangs, counts this long after its last sign of life.
 */
const LEASE_MS = 60_000;
const RENEW_MS = 15_000;

/** Ids of the intents that this process still works on, over all its stores. */
const underWay = new Set<string>();

/** The intents of one run, and what its cache executes with the write that keeps the samples. */
export interface RunIntents extends Intents {
  settle(db: Kysely<Database>, key: string, samples: readonly number[]): CompiledQuery[];
}

/** @param scope Stands before every key, as in the cache. */
export function runIntents(store: Store, runId: string, scope: string): RunIntents {
  const ids = new Map<string, string>();
  const owner = processIdentity();
  let timer: NodeJS.Timeout | undefined;

  const renew = (): void => {
    store.writer
      .write((db) =>
        db
          .updateTable('intents')
          .set({ seen_at: Date.now() })
          .where('id', 'in', [...ids.values()]),
      )
      .catch(() => undefined);
  };
  const add = (row: Row): void => {
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
      const mine = await claimed(store, rows, intent.replace).catch((error: unknown) => {
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

/** Those of a key between two samples, both included. */
const selectIntents = compiled((db, { key, from, to }: { key: string; from: number; to: number }) =>
  db.selectFrom('intents').selectAll().where('key', '=', key).where('sample', '>=', from).where('sample', '<=', to),
);

/**
 * Tries to get each row in. @returns the samples whose row is in; the others are there already, or another
 * process's to pay.
 */
async function claimed(store: Store, rows: readonly Row[], replace: boolean): Promise<number[]> {
  const samples = rows.map(({ sample }) => sample);
  for (;;) {
    await store.writer.write((db) => rows.flatMap((row) => insertion(db, row, replace)));
    const found = await store.db.executeQuery(
      selectIntents(store.db, { key: first(rows).key, from: Math.min(...samples), to: Math.max(...samples) }),
    );
    const there = found.rows.filter(({ sample }) => samples.includes(Number(sample)));
    const left = there.filter((row) => isLeft(row));
    if (left.length === 0)
      return there.filter(({ id }) => rows.some((row) => row.id === id)).map(({ sample }) => Number(sample));
    await bookInFlight(store, left); // what the dead one may have paid must not be forgotten
  }
}

/**
 * Not where somebody intends the same, nor where the answer came in the meantime. The second is looked at once the row
 * is in: where others write at the same time, the answer and the end of the intent before this one appear together.
 */
function insertion(db: Kysely<Database>, row: Row, replace: boolean): CompiledQuery[] {
  return replace ? [insertIntent(db, row)] : [insertIntent(db, row), deleteAnswered(db, row)];
}

const insertIntent = compiled((db, row: Row) =>
  db
    .insertInto('intents')
    .values(row)
    .onConflict((c) => c.columns(['key', 'sample']).doNothing()),
);

const deleteAnswered = compiled((db, { key, sample, id }: Row) => {
  const answer = db.selectFrom('samples').select('key').where('key', '=', key).where('sample', '=', sample);
  return db
    .deleteFrom('intents')
    .where('id', '=', id)
    .where((e) => e.exists(answer));
});

/** Whether nobody works on it any more. */
function isLeft({ id, owner, seen_at: seenAt }: Row): boolean {
  if (owner === processIdentity()) return !underWay.has(id);
  return isRunning(owner) === false || Date.now() - seenAt > LEASE_MS;
}

interface Placed {
  key: string;
  sample: number;
  runId: string;
  owner: string;
}

function rowOf({ model, purpose, most }: Intent, { key, sample, runId, owner }: Placed): Row {
  return {
    key,
    sample,
    id: randomUUID(),
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
    seen_at: Date.now(),
  };
}

function nameOf(key: string, sample: number): string {
  return `${key}#${sample}`;
}
