import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Store } from './open.ts';
import type { HintsTable } from './schema.ts';
import { isUnacted } from './turn-actions.ts';

export type Hint = Selectable<HintsTable>;

/** Keeps what a person tells the meta-agent of a run; the next turn that is written takes it. */
export async function saveHint(
  store: Store,
  { runId, text, by }: { runId: string; text: string; by: string },
): Promise<void> {
  const row = { id: randomUUID(), run_id: runId, text, by, at: Date.now(), turn: null };
  await store.writer.write((db) => db.insertInto('hints').values(row));
}

/**
 * The hints of a turn, in the order in which they came. A turn of which nothing was written yet takes all that wait;
 * one that is gone through again, in a run that continues, finds its own.
 */
export async function takeHints(store: Store, { runId, turn }: { runId: string; turn: number }): Promise<Hint[]> {
  await store.writer.write((db) =>
    db
      .updateTable('hints')
      .set({ turn })
      .where('run_id', '=', runId)
      .where('turn', 'is', null)
      .where(isUnacted(runId, turn)),
  );
  return (await hintsOf(store, runId)).filter((hint) => hint.turn === turn);
}

/** All hints of a run, in the order in which they came. */
export async function hintsOf(store: Store, runId: string): Promise<Hint[]> {
  const rows = await store.db
    .selectFrom('hints')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, at: Number(row.at), turn: row.turn === null ? null : Number(row.turn) }));
}
