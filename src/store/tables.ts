import { type Kysely, type RawBuilder, sql } from 'kysely';
import { W4sError, messageOf } from '../base/errors.ts';
import type { Database } from './schema.ts';

export type Table = keyof Database;

/** A row as it travels: its columns as they are. */
export type Row = Record<string, unknown>;

/** Every table, in the order in which they are copied, with the columns that name one row. */
export const KEYS: { [T in Table]: readonly (keyof Database[T] & string)[] } = {
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
  asked: ['evaluation_id', 'item_id', 'repeat'],
};

export const TABLES = Object.keys(KEYS) as Table[];

/** Rows that are in memory at a time. */
const CHUNK = 200;

/**
 * The rows of a table in the order of their keys, some hundred at a time.
 * @param where Which of them. @default all
 * @throws {W4sError} `store-unreadable` for a file that is damaged
 */
export async function* rowsOf(db: Kysely<Database>, table: Table, where?: RawBuilder<unknown>): AsyncGenerator<Row[]> {
  for (let rows = await page(db, table, { where }); rows.length > 0;) {
    yield rows;
    rows = rows.length < CHUNK ? [] : await page(db, table, { where, after: rows.at(-1) });
  }
}

interface Place {
  where: RawBuilder<unknown> | undefined;
  after?: Row;
}

async function page(db: Kysely<Database>, table: Table, { where, after }: Place): Promise<Row[]> {
  const keys = KEYS[table];
  const names = sql.join(keys.map((key) => sql.ref(key)));
  const behind = after === undefined ? sql`1 = 1` : sql`(${names}) > (${sql.join(keys.map((key) => after[key]))})`;
  const query = sql<Row>`select * from ${sql.table(table)}
    where ${behind} and ${where ?? sql`1 = 1`} order by ${names} limit ${CHUNK}`;
  try {
    return (await query.execute(db)).rows;
  } catch (error) {
    throw unreadable(table, error);
  }
}

/** A server's errors say what they mean by now. */
function unreadable(table: Table, cause: unknown): W4sError {
  if (cause instanceof W4sError) return cause;
  return new W4sError('store-unreadable', `The rows of \`${table}\` can't be read: ${messageOf(cause)}`, {
    cause,
    hint: 'The file is damaged: what `sqlite3 FILE .recover` finds of it can be read from a new one.',
  });
}
