import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { scopeOf } from './calls.ts';
import { callsInFlight } from './in-flight.ts';
import type { Database } from './schema.ts';
import { KEYS, type Row, type Table, rowsOf } from './tables.ts';

/** An evaluation of the run of its own, whose rows become those of another run. */
export interface MergedRun {
  id: string;
  /** Of its only evaluation. */
  evaluationId: string;
}

export interface MergeOptions {
  /** Ids of the items that are left out: the other run has them from elsewhere. */
  taken: ReadonlySet<string>;
  /** Whether its answers are kept for itself, see `CallStoreOptions.isolated`. */
  isolated: boolean;
  signal?: AbortSignal;
}

type Change = (row: Row) => Row;

/**
 * Adds the rows of an evaluation's run to those of another run, be it in another store or in the same: items, results,
 * answers, ledger, what tools answered, findings and openings. What is there already stays, so that merging twice
 * changes nothing; only a result without a score gives way to a later one.
 */
export async function mergeRun(
  source: Kysely<Database>,
  from: MergedRun,
  target: Kysely<Database>,
  to: MergedRun,
  { taken, isolated, signal }: MergeOptions,
): Promise<void> {
  const own = sql`run_id = ${from.id}`;
  const isWanted = ({ item_id: item }: Row): boolean => typeof item !== 'string' || !taken.has(item);
  const renamed: Change = (row) => ({ ...row, run_id: to.id });
  const booked: Change = (row) => ({ ...renamed(row), id: derivedId(to.id, String(row.id)) });
  const move = async (table: Table, where: RawBuilder<unknown>, change: Change): Promise<void> => {
    for await (const rows of rowsOf(source, table, where)) {
      await insert(target, table, rows.filter(isWanted).map(change));
      await setImmediate(); // a Ctrl-C is heard between two turns alone
      signal?.throwIfAborted();
    }
  };
  await move('items', own, renamed);
  await move('item_results', sql`evaluation_id = ${from.evaluationId}`, resultOf(from, to));
  await move('calls', own, booked);
  await insert(target, 'calls', (await inFlight(source, from.id)).filter(isWanted).map(booked));
  await move('tool_results', own, renamed);
  await move('findings', own, renamed);
  await move('openings', sql`evaluation_id = ${from.evaluationId}`, openingOf(to));
  for (const table of ['requests', 'samples'] as const) await move(table, keysOf(from, isolated), scoped(from, to));
}

async function inFlight(source: Kysely<Database>, runId: string): Promise<Row[]> {
  return (await callsInFlight(source, runId)).map((call) => ({ ...call }));
}

/** It counts for the run that all shards open it for: what stands behind the dot tells one look from the next. */
function openingOf({ id, evaluationId }: MergedRun): Change {
  return (row) => ({ ...row, run_id: String(row.run_id).replace(/^[^.]*/, id), evaluation_id: evaluationId });
}

/** The steps of a trace name their answers by their place in the cache. */
function resultOf(from: MergedRun, to: MergedRun): Change {
  const [before, after] = [from, to].map(({ id }) => `"key":"${scopeOf(id)}`) as [string, string];
  return ({ trace, ...row }) => ({
    ...row,
    evaluation_id: to.evaluationId,
    trace: typeof trace === 'string' ? trace.replaceAll(before, after) : trace,
  });
}

function scoped(from: MergedRun, to: MergedRun): Change {
  const scope = scopeOf(from.id);
  return ({ key, ...row }) => {
    const text = String(key);
    return { ...row, key: text.startsWith(scope) ? scopeOf(to.id) + text.slice(scope.length) : text };
  };
}

/** Keys of the cache that it looks in: its own, or those that all runs share. */
function keysOf({ id }: MergedRun, isolated: boolean): RawBuilder<unknown> {
  return isolated ? sql`key >= ${scopeOf(id)} and key < ${`${scopeOf(id)}~`}` : sql`key not like '%|%'`;
}

/** The same whenever it is merged, and another one than in the run that it came from: both may lie in one store. */
function derivedId(runId: string, id: string): string {
  return createHash('sha256').update(scopeOf(runId)).update(id).digest('hex').slice(0, 32);
}

async function insert(target: Kysely<Database>, table: Table, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const query = target.insertInto(table).values(rows as never[]);
  const keys = KEYS[table] as readonly string[];
  const columns = Object.keys(rows[0] ?? {}).filter((name) => !keys.includes(name));
  await query
    .onConflict((c) =>
      table === 'item_results'
        ? c
            .columns(keys as never[])
            .doUpdateSet((e) => Object.fromEntries(columns.map((name) => [name, e.ref(`excluded.${name}` as never)])))
            .where(sql<boolean>`item_results.score is null`)
        : c.doNothing(),
    )
    .execute();
}
