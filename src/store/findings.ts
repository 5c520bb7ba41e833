import type { Insertable, Selectable } from 'kysely';
import type { Store } from './open.ts';
import type { FindingsTable } from './schema.ts';

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
