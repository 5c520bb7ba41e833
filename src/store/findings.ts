import type { Insertable, Selectable } from 'kysely';
import type { Store } from './open.ts';
import type { ApprovalsTable, FindingsTable } from './schema.ts';

export type FindingRow = Pick<Selectable<FindingsTable>, 'rule' | 'severity' | 'line' | 'detail'>;

/** What was noticed about a workflow's text or its behaviour. Seen twice, kept once. */
export async function saveFindings(store: Store, rows: readonly Insertable<FindingsTable>[]): Promise<void> {
  if (rows.length === 0) return;
  await store.writer.write((db) =>
    db
      .insertInto('findings')
      .values([...rows])
      .onConflict((c) => c.columns(['code_hash', 'rule', 'line', 'detail', 'run_id']).doNothing()),
  );
}

/** What any run noticed about a text, each fact once. */
export function findingsOf(store: Store, codeHash: string): Promise<FindingRow[]> {
  return store.db
    .selectFrom('findings')
    .select(['rule', 'severity', 'line', 'detail'])
    .distinct()
    .where('code_hash', '=', codeHash)
    .orderBy('line')
    .orderBy('rule')
    .execute();
}

/** A person's word on one exact text of a workflow. */
export async function saveApproval(store: Store, row: Insertable<ApprovalsTable>): Promise<void> {
  await store.writer.write((db) =>
    db
      .insertInto('approvals')
      .values(row)
      .onConflict((c) => c.column('code_hash').doUpdateSet(row)),
  );
}

export type Decision = 'approved' | 'rejected';

export interface Approval {
  decision: Decision;
  by: string;
  note: string | null;
  /** Milliseconds since 1970. */
  at: number;
}

/** What a person decided about a text; `undefined` where nobody has. */
export async function approvalOf(store: Store, codeHash: string): Promise<Approval | undefined> {
  const row = await store.db
    .selectFrom('approvals')
    .select(['decision', 'by', 'note', 'at'])
    .where('code_hash', '=', codeHash)
    .executeTakeFirst();
  return row && { ...row, decision: row.decision === 'approved' ? 'approved' : 'rejected', at: Number(row.at) };
}
