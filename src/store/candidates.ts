import type { Insertable, Selectable } from 'kysely';
import type { Store } from './open.ts';
import type { ActionsTable, CandidatesTable } from './schema.ts';

export type Candidate = Selectable<CandidatesTable>;
export type ActionRow = Selectable<ActionsTable>;

/** Writes a candidate, or what is new about it. */
export async function saveCandidate(store: Store, row: Insertable<CandidatesTable>): Promise<void> {
  const { id: _id, created_at: _createdAt, ...values } = row;
  await store.writer.write((trx) => trx.insertInto('candidates').values(row).onConflict((c) => c.column('id').doUpdateSet(values)).execute());
}

/** Writes one completion of the meta-agent. A replayed one changes nothing. */
export async function saveAction(store: Store, row: Insertable<ActionsTable>): Promise<void> {
  await store.writer.write((trx) => trx.insertInto('actions').values(row).onConflict((c) => c.columns(['candidate_id', 'attempt']).doNothing()).execute());
}

export function candidatesOf(store: Store, runId: string): Promise<Candidate[]> {
  return store.db.selectFrom('candidates').selectAll().where('run_id', '=', runId).orderBy('turn').orderBy('slot').execute();
}

export function candidateById(store: Store, id: string): Promise<Candidate | undefined> {
  return store.db.selectFrom('candidates').selectAll().where('id', '=', id).executeTakeFirst();
}

export function actionsOf(store: Store, runId: string): Promise<ActionRow[]> {
  return store.db.selectFrom('actions').selectAll().where('run_id', '=', runId).orderBy('candidate_id').orderBy('attempt').execute();
}
