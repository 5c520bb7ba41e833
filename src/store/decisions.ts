import { type Insertable, sql } from 'kysely';
import type { Store } from './open.ts';
import type { DecisionsTable } from './schema.ts';

export type Decision = 'approved' | 'rejected';

export interface Approval {
  decision: Decision;
  by: string;
  note: string | null;
  /** Milliseconds since 1970. */
  at: number;
}

/** A person's word on one exact text of a workflow. Earlier ones stay on record. */
export async function saveApproval(store: Store, row: Omit<Insertable<DecisionsTable>, 'number'>): Promise<void> {
  await store.writer.write((db) => {
    const before = db
      .selectFrom('decisions')
      .select(sql<number>`coalesce(max(number), 0) + 1`.as('number'))
      .where('code_hash', '=', row.code_hash);
    return db.insertInto('decisions').values({ ...row, number: before });
  });
}

/** What persons decided about a text, the last word first. */
export async function decisionsOf(store: Store, codeHash: string): Promise<Approval[]> {
  const rows = await store.db
    .selectFrom('decisions')
    .select(['decision', 'by', 'note', 'at'])
    .where('code_hash', '=', codeHash)
    .orderBy('number', 'desc')
    .execute();
  return rows.map((row) => ({
    ...row,
    decision: row.decision === 'approved' ? 'approved' : 'rejected',
    at: Number(row.at),
  }));
}

/** The last word about a text; `undefined` where nobody has decided. */
export async function approvalOf(store: Store, codeHash: string): Promise<Approval | undefined> {
  const [last] = await decisionsOf(store, codeHash);
  return last;
}
