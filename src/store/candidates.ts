import type { Insertable, NotNull, Selectable } from 'kysely';
import type { Store } from './open.ts';
import type { ActionsTable, CandidatesTable } from './schema.ts';

export type Candidate = Selectable<CandidatesTable>;
export type ActionRow = Selectable<ActionsTable>;

/** Writes a candidate that was just proposed. A replayed one changes nothing. */
export async function addCandidate(store: Store, row: Insertable<CandidatesTable>): Promise<void> {
  await store.writer.write((db) =>
    db
      .insertInto('candidates')
      .values(row)
      .onConflict((c) => c.column('id').doNothing()),
  );
}

type Judgement = Pick<CandidatesTable, 'status' | 'accuracy' | 'reward' | 'feedback' | 'evaluation_id'>;

/** Writes what became of a candidate. A score stays where the process that lost the run finds that it was stopped. */
export async function judgeCandidate(store: Store, id: string, judgement: Judgement): Promise<void> {
  await store.writer.write((db) =>
    db
      .updateTable('candidates')
      .set(judgement)
      .where('id', '=', id)
      .$if(judgement.status === 'stopped', (query) => query.where('status', 'not in', ['scored', 'held'])),
  );
}

/** It waits for a person; what was scored before stays so. */
export async function holdCandidate(store: Store, id: string): Promise<void> {
  await store.writer.write((db) =>
    db.updateTable('candidates').set({ status: 'held' }).where('id', '=', id).where('status', '!=', 'scored'),
  );
}

/** Writes one completion of the meta-agent. A replayed one changes nothing. */
export async function saveAction(store: Store, row: Insertable<ActionsTable>): Promise<void> {
  await store.writer.write((db) =>
    db
      .insertInto('actions')
      .values(row)
      .onConflict((c) => c.columns(['candidate_id', 'attempt']).doNothing()),
  );
}

/** Programs of a run that wait for a person, or did when it ended; nobody has decided about them. */
export function heldCandidates(store: Store, runId: string) {
  return store.db
    .selectFrom('candidates')
    .select(['id', 'code', 'code_hash', 'created_at'])
    .where('run_id', '=', runId)
    .where('status', '=', 'held')
    .where('code', 'is not', null)
    .where('code_hash', 'is not', null)
    .where('code_hash', 'not in', (e) => e.selectFrom('decisions').select('code_hash'))
    .orderBy('turn')
    .orderBy('slot')
    .$narrowType<{ code: NotNull; code_hash: NotNull }>()
    .execute();
}

export function candidatesOf(store: Store, runId: string): Promise<Candidate[]> {
  return store.db
    .selectFrom('candidates')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('turn')
    .orderBy('slot')
    .execute();
}

export function candidateById(store: Store, id: string): Promise<Candidate | undefined> {
  return store.db.selectFrom('candidates').selectAll().where('id', '=', id).executeTakeFirst();
}

export function actionsOf(store: Store, runId: string): Promise<ActionRow[]> {
  return store.db
    .selectFrom('actions')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('candidate_id')
    .orderBy('attempt')
    .execute();
}

/** The completions of one candidate, the first and its repairs. */
export function actionsOfCandidate(store: Store, candidateId: string): Promise<ActionRow[]> {
  return store.db
    .selectFrom('actions')
    .selectAll()
    .where('candidate_id', '=', candidateId)
    .orderBy('attempt')
    .execute();
}

/**
 * Marks the candidate that advanced the state: the only one of its turn, whatever a session before this one
 * thought.
 */
export async function markAdvanced(store: Store, { id, turn }: Pick<Candidate, 'id' | 'turn'>): Promise<void> {
  await store.writer.write((db) => {
    const run = db.selectFrom('candidates').select('run_id').where('id', '=', id);
    return db
      .updateTable('candidates')
      .set((e) => ({ advanced: e.case().when('id', '=', id).then(e.lit(1)).else(e.lit(0)).end() }))
      .where('run_id', '=', run)
      .where('turn', '=', turn);
  });
}
