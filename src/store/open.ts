import { Kysely, Migrator } from 'kysely';
import { W4sError, messageOf } from '../errors.ts';
import { migrations } from './migrations.ts';
import type { Database } from './schema.ts';
import { committer, threadCommit } from './commit.ts';
import { connect, sqliteDialect } from './sqlite.ts';
import { Writer } from './writer.ts';

/** The database and the one way to write to it. Queries live beside, one file a subject. */
export interface Store {
  readonly path: string;
  readonly db: Kysely<Database>;
  readonly writer: Writer;
  close(): Promise<void>;
}

/**
 * Opens a store, creates it where there is none, and brings its schema up to date.
 * @throws {W4sError} `store-unreadable` when the file is no store of ours or can't be created.
 */
export async function openStore(path: string): Promise<Store> {
  try {
    const database = connect(path);
    const db = new Kysely<Database>({ dialect: sqliteDialect(database) });
    await migrate(db);
    // A database in memory belongs to its connection, so it is written where it is read.
    const here = committer(database);
    const thread = path === ':memory:' ? undefined : threadCommit(path);
    const writer = new Writer(db, thread?.commit ?? (async (statements) => here(statements)));
    const close = async (): Promise<void> => {
      await writer.flush();
      await thread?.close();
      await db.destroy();
    };
    return { path, db, writer, close };
  } catch (error) {
    throw new W4sError('store-unreadable', `The store \`${path}\` can't be opened: ${messageOf(error)}`, {
      cause: error,
      hint: 'Name another file with --store, or move this one away.',
    });
  }
}

async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
