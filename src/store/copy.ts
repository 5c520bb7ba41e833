import { type Kysely, type Transaction, sql } from 'kysely';
import { W4sError } from '../base/errors.ts';
import type { Store } from './contract.ts';
import { isAlive, recentRuns } from './runs.ts';
import type { Database } from './schema.ts';

/** Every table, in the order in which they are copied, with the columns that name one row. */
export const KEYS: { [T in keyof Database]: readonly (keyof Database[T] & string)[] } = {
  runs: ['id'],
  candidates: ['id'],
  actions: ['candidate_id', 'attempt'],
  evaluations: ['id'],
  items: ['run_id', 'split', 'item_id'],
  item_results: ['evaluation_id', 'item_id', 'repeat'],
  requests: ['key'],
  samples: ['key', 'sample'],
  calls: ['id'],
  events: ['run_id', 'seq'],
  findings: ['code_hash', 'run_id', 'rule', 'line', 'detail'],
  decisions: ['code_hash', 'number'],
  hints: ['id'],
  submissions: ['id'],
  tool_results: ['run_id', 'code_hash', 'item_id', 'repeat', 'call', 'occurrence'],
  openings: ['run_id', 'evaluation_id'],
  intents: ['key', 'sample'],
  models: ['name'],
  training_steps: ['model', 'step'],
  server_traits: ['key'],
  versions: ['name', 'version'],
  offers: ['run_id'],
  workers: ['id', 'run_id'],
  spending: ['run_id'],
};

const TABLES = Object.keys(KEYS) as (keyof Database)[];

/** Rows that are in memory at a time. */
const CHUNK = 200;

/**
 * Copies every row of a store into an empty one: as they were at one moment, in one transaction, so that a copy that is
 * broken off leaves nothing.
 * @param onTable Told of each table when its rows are in.
 * @returns rows by table
 * @throws {W4sError} `run-busy` while a run of the first is at work, `store-not-empty`, `copy-differs`
 */
export async function copyRows(
  from: Store,
  to: Store,
  onTable: (table: string, rows: number) => void = () => {},
): Promise<Record<string, number>> {
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
  let rows = await page(source, table);
  for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
    await target
      .insertInto(table)
      .values(rows as never[])
      .execute();
    rows = await page(source, table, last);
  }
  const [read, written] = [await countOf(source, table), await countOf(target, table)];
  if (read === written) return written;
  throw new W4sError('copy-differs', `Expected ${read} rows in \`${table}\` of the copy, got ${written}`);
}

type Row = Record<string, unknown>;

/** The first rows of a table, or those behind one. */
async function page(db: Kysely<Database>, table: keyof Database, after?: Row): Promise<Row[]> {
  const keys = KEYS[table];
  const names = sql.join(keys.map((key) => sql.ref(key)));
  const behind = after === undefined ? sql`` : sql`where (${names}) > (${sql.join(keys.map((key) => after[key]))})`;
  const query = sql<Row>`select * from ${sql.table(table)} ${behind} order by ${names} limit ${CHUNK}`;
  return (await query.execute(db)).rows;
}

async function countOf(db: Kysely<Database>, table: keyof Database): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** The copy would hold runs that a process works on elsewhere. */
async function assertAtRest(store: Store): Promise<void> {
  const busy = (await recentRuns(store, Number.MAX_SAFE_INTEGER)).find(isAlive);
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
