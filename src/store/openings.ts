import { type Insertable, type Selectable, sql } from 'kysely';
import type { Store } from './open.ts';
import type { OpeningsTable } from './schema.ts';

/** Puts on record that a sealed test split was opened. */
export async function saveOpening(store: Store, row: Insertable<OpeningsTable>): Promise<void> {
  await store.writer.write((db) =>
    db
      .insertInto('openings')
      .values(row)
      .onConflict((c) => c.columns(['run_id', 'evaluation_id']).doNothing()),
  );
}

/**
 * What a run opened, its evaluations being `RUN/...`. The `run_id` of an opening is the run that it counts for: of a
 * shard that is what it is merged into.
 */
export function openingsOf(store: Store, runId: string): Promise<Selectable<OpeningsTable>[]> {
  return store.db
    .selectFrom('openings')
    .selectAll()
    .where('evaluation_id', '>=', `${runId}/`)
    .where('evaluation_id', '<', `${runId}0`) // the character after the slash
    .orderBy('at')
    .execute();
}

/** The looks that count for a run, or for what stands behind its dot, of runs that are gone. */
export async function looksOfDeleted(store: Store, countsFor: string): Promise<string[]> {
  const rows = await store.db
    .selectFrom('openings')
    .where((e) => e.or([e('run_id', '=', countsFor), e('run_id', 'like', `${countsFor}.%`)]))
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('runs')
            .select('id')
            .where(sql<boolean>`substr(openings.evaluation_id, 1, length(runs.id) + 1) = runs.id || '/'`),
        ),
      ),
    )
    .select('run_id')
    .distinct()
    .execute();
  return rows.map((row) => row.run_id);
}

/** How often a test split was looked at. */
export interface Openings {
  /** Runs that opened it, deleted ones included; winner and start of one run are one look. */
  count: number;
  /** The last one, and when: milliseconds since 1970. */
  last: { run: string; at: number } | null;
}

export interface SplitReference {
  task: string;
  /** Of all items of its test split: the same items under another name are the same split. */
  splitHash: string;
}

/** The openings of a test split in this store; what an older version wrote is known by the task's name. */
export async function openingsOfSplit(store: Store, { task, splitHash }: SplitReference): Promise<Openings> {
  const rows = await store.db
    .selectFrom('openings')
    .groupBy('run_id')
    .orderBy('at')
    .where((e) => e.or([e('split_hash', '=', splitHash), e.and([e('split_hash', 'is', null), e('task', '=', task)])]))
    .where('split', '=', 'test')
    .select(({ fn }) => ['run_id', fn.max('at').as('at')])
    .execute();
  const last = rows.at(-1);
  return { count: rows.length, last: last === undefined ? null : { run: last.run_id, at: Number(last.at) } };
}
