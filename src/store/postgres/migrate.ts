import {
  DataTypeNode,
  Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  PostgresDialect,
  RawNode,
  type RootOperationNode,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { W4sError } from '../../base/errors.ts';
import { foreign, newer } from '../migrate.ts';
import { migrations } from '../migrations.ts';

/** Of the advisory lock that processes which start together wait for: "w4s1" in ASCII, as the id of our files. */
const LOCK = 0x77347331;

/** First release with `pg_xact_status` and `pg_current_snapshot`. */
const OLDEST = 130_000;

/**
 * Brings the schema up to date: all of it in one transaction under a lock, so that a kill at any moment leaves the old
 * store or the new one, and of processes that start together one does it and the others wait.
 * @returns whether it can be written
 * @throws {W4sError} `store-foreign`, `store-newer`, `store-old`; the database is untouched then
 */
export async function migratePostgres(pool: Pool): Promise<boolean> {
  const client = await pool.connect();
  try {
    const isWritable = await lookAt(client);
    if ((await versionOf(client)) === migrations.length) return isWritable && (await mayWrite(client));
    if (!isWritable) throw tooOld();
    await client.query(`begin isolation level read committed; select pg_advisory_xact_lock(${LOCK})`);
    await upgrade(client, await versionOf(client));
    await client.query('commit');
    return true;
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

async function upgrade(client: PoolClient, version: number): Promise<void> {
  if (version === migrations.length) return;
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: async () => Promise.reject(new Error('Expected to compile only')) }),
    plugins: [new BytewiseText()],
  });
  const built = migrations.slice(version).flatMap((migration) => migration(db).map((query) => query.compile()));
  const wanted = built.filter(({ query }) => version > 0 || !changesRows(query));
  await Promise.all(wanted.map(({ sql }) => client.query(sql))); // in their order, in one journey
  await client.query('create table if not exists w4s_schema (version bigint not null); delete from w4s_schema');
  await client.query(`insert into w4s_schema values (${migrations.length})`);
}

/** What the first versions changed in rows of SQLite files is said in its words, and a new database has no rows. */
function changesRows({ kind }: RootOperationNode): boolean {
  return kind === 'UpdateQueryNode' || kind === 'InsertQueryNode';
}

/** @returns whether the server takes writes. @throws {W4sError} where it can't hold a store */
async function lookAt(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ release: string; encoding: string; only: string; schema: string | null }>(
    `select current_setting('server_version_num') as release, current_setting('server_encoding') as encoding,
      current_setting('transaction_read_only') as only, current_schema() as schema`,
  );
  const { release, encoding, only, schema } = rows[0] ?? {};
  if (Number(release) < OLDEST) throw unfit(`PostgreSQL 13 or newer, got ${Math.floor(Number(release) / 10_000)}`);
  if (encoding !== 'UTF8') throw unfit(`a database in UTF8, got ${encoding}`);
  if (schema === null) throw unfit('a schema that the user may see, got none on its search_path');
  return only === 'off';
}

/** How many migrations the database has seen; 0 for an empty one. */
async function versionOf(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where nspname = current_schema() and relkind in ('r', 'p')`,
  );
  if (rows.length === 0) return 0;
  if (rows.every(({ name }) => name !== 'w4s_schema')) {
    throw foreign('Create a database for w4s, and name it with --store: it leaves this one as it is.');
  }
  const found = await client.query<{ version: number }>('select version from w4s_schema');
  const version = found.rows[0]?.version ?? 0;
  if (version > migrations.length) throw newer(version);
  return version;
}

async function mayWrite(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(`select has_table_privilege('runs', 'insert') as may`);
  return rows[0]?.may === true;
}

function unfit(expected: string): W4sError {
  return new W4sError('store-unfit', `Expected ${expected}`, { hint: 'Name another database with --store.' });
}

function tooOld(): W4sError {
  return new W4sError('store-old', 'It has no tables of this w4s, and it is read-only', {
    hint: 'Open it once where it can be written.',
  });
}

/** Texts are compared byte by byte, as SQLite does: the same order of items on every server. */
class BytewiseText extends OperationNodeTransformer implements KyselyPlugin {
  transformQuery: KyselyPlugin['transformQuery'] = ({ node }) => this.transformNode(node);
  transformResult: KyselyPlugin['transformResult'] = async ({ result }) => result;

  protected override transformDataType(node: DataTypeNode): DataTypeNode {
    const isText = node.dataType === 'text';
    return isText ? (RawNode.createWithSql('text collate "C"') as never) : node;
  }
}
