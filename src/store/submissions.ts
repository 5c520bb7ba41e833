import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Store } from './open.ts';
import type { SubmissionsTable } from './schema.ts';
import { isUnacted } from './turn-actions.ts';

export type Submission = Selectable<SubmissionsTable>;

/** Keeps a workflow that a person wrote for a search; the next turn that is written takes it. */
export async function saveSubmission(
  store: Store,
  { runId, code, parentId, by }: { runId: string; code: string; parentId: string | null; by: string },
): Promise<Submission> {
  const place = { turn: null, slot: null };
  const row = { id: randomUUID(), run_id: runId, code, parent_id: parentId, by, at: Date.now(), ...place };
  await store.writer.write((db) => db.insertInto('submissions').values(row));
  return row;
}

/**
 * The submissions of a turn, in the order of their slots. A turn of which nothing was written yet takes all that wait;
 * one that is gone through again, in a run that continues, finds its own.
 * @param slot The first that is free in the turn.
 */
export async function takeSubmissions(
  store: Store,
  { runId, turn, slot }: { runId: string; turn: number; slot: number },
): Promise<Submission[]> {
  const all = await submissionsOf(store, runId);
  const waiting = all.filter((one) => one.turn === null);
  const free = slot + all.filter((one) => one.turn === turn).length;
  await store.writer.write((db) =>
    waiting.map(({ id }, i) =>
      db
        .updateTable('submissions')
        .set({ turn, slot: free + i })
        .where('id', '=', id)
        .where(isUnacted(runId, turn)),
    ),
  );
  const taken = (await submissionsOf(store, runId)).filter((one) => one.turn === turn);
  return taken.toSorted((a, b) => (a.slot ?? 0) - (b.slot ?? 0));
}

/** All submissions to a run, in the order in which they came. */
export async function submissionsOf(store: Store, runId: string): Promise<Submission[]> {
  const rows = await store.db
    .selectFrom('submissions')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  const number = (value: number | null): number | null => (value === null ? null : Number(value));
  return rows.map((row) => ({ ...row, at: Number(row.at), turn: number(row.turn), slot: number(row.slot) }));
}
