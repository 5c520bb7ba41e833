import { type Kysely, type Transaction, sql } from 'kysely';
import { W4sError } from '../base/errors.ts';
import { findAtWork, lookIn } from './at-work.ts';
import type { Store } from './contract.ts';
import { recentRuns } from './runs.ts';
import type { Database } from './schema.ts';
import { TABLES, rowsOf } from './tables.ts';

/**
 * Copies every row of a store into an empty one: as they were at one moment, in one transaction, so that a copy that is
 * broken off leaves nothing.
 * @param onTable Told of each table when its rows are in.
 * @returns rows by table
 * @throws {W4sError} `run-busy` while a run of the first is at work, `store-not-empty`, `store-read-only`,
 * `copy-differs`
 */
export async function copyRows(
  from: Store,
  to: Store,
  onTable: (table: string, rows: number) => void = () => {},
): Promise<Record<string, number>> {
  await assertWritable(to);
  await assertAtRest(from);
  const counts: Record<string, number> = {};
  const reading = from.db.transaction().setIsolationLevel('repeatable read');
  await reading.execute((source) =>
    to.db.transaction().execute(async (target) => {
      await assertEmpty(to, target);
      for (const table of TABLES) {
        counts[table] = await copyTable(table, source, target);
        onTable(table, counts[table]);
      }
    }),
  );
  return counts;
}

async function copyTable(
  table: keyof Database,
  source: Transaction<Database>,
  target: Transaction<Database>,
): Promise<number> {
  for await (const rows of rowsOf(source, table)) {
    await target
      .insertInto(table)
      .values(rows as never[])
      .execute();
  }
  const [read, written] = [await countOf(source, table), await countOf(target, table)];
  if (read === written) return written;
  throw new W4sError('copy-differs', `Expected ${read} rows in \`${table}\` of the copy, got ${written}`);
}

async function countOf(db: Kysely<Database>, table: keyof Database): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** @throws {W4sError} `store-read-only` */
export function assertWritable({ writer }: Store): Promise<void> {
  return writer.write(() => []);
}

/** The copy would hold runs that a process works on elsewhere. */
async function assertAtRest(store: Store): Promise<void> {
  const busy = await findAtWork(await recentRuns(store, Number.MAX_SAFE_INTEGER), lookIn(store));
  if (busy === undefined) return;
  throw new W4sError('run-busy', `Run \`${busy.id}\` of \`${store.path}\` is being worked on`, {
    hint: `Wait until it ends, or stop it with \`w4s cancel ${busy.id}\`; in the copy it goes on with \`w4s resume\`.`,
  });
}

async function assertEmpty(store: Store, db: Kysely<Database>): Promise<void> {
  const counts: [string, number][] = [];
  for (const table of TABLES) counts.push([table, await countOf(db, table)]);
  const full = counts.filter(([, count]) => count > 0).map(([table, count]) => `${count} in \`${table}\``);
  if (full.length === 0) return;
  throw new W4sError('store-not-empty', `Expected \`${store.path}\` to be empty, got rows: ${full.join(', ')}`, {
    hint: 'Name a store that is not there yet: two stores are not joined.',
  });
}
