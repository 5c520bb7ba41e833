import { Kysely, PostgresDialect, sql } from 'kysely';
import { W4sError } from '../../base/errors.ts';
import type { PostgresAddress } from '../../base/store-url.ts';
import type { Commit } from '../commit.ts';
import type { Store, StoreDialect } from '../contract.ts';
import { homeFolder } from '../home-folder.ts';
import type { Database } from '../schema.ts';
import { Writer } from '../writer.ts';
import { postgresCommit } from './commit.ts';
import { readingPool } from './connection.ts';
import { connections } from './driver.ts';
import { storeError } from './errors.ts';
import { migratePostgres } from './migrate.ts';

/** Opens a database. One that can't be written can be read: its writes are refused. */
export async function openPostgres(address: PostgresAddress): Promise<Store> {
  const pool = await connections(address);
  try {
    const isWritable = await migratePostgres(pool);
    const commit: Commit = isWritable ? postgresCommit(pool, address) : () => Promise.reject(readOnly(address));
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: readingPool(pool, address) }) });
    const writer = new Writer(db, commit);
    const close = async (): Promise<void> => {
      await writer.flush();
      await db.destroy();
    };
    const { name: path, url } = address;
    return { path, url, home: homeFolder(url), db, dialect: postgres, writer, close };
  } catch (error) {
    await pool.end();
    throw storeError(error, address);
  }
}

/** How PostgreSQL says it. */
const postgres: StoreDialect = {
  version: sql`pg_current_snapshot()::text`,
  now: sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
  jsonArray: (column) => sql`json_agg(${sql.ref(column)} order by ${sql.ref(column)})::text`,
};

function readOnly({ name }: PostgresAddress): W4sError {
  return new W4sError('store-read-only', `The store \`${name}\` can be read but not written`, {
    hint: 'Name another store with --store, or a user who may write this one.',
  });
}
