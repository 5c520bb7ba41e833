import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { W4sError, messageOf } from '../base/errors.ts';
import { parseStoreUrl } from '../base/store-url.ts';
import { type Commit, committer, threadCommit } from './commit.ts';
import { assertCurrent, migrate } from './migrate.ts';
import type { Database } from './schema.ts';
import { connect, connectReading, durable, isReadOnly, sqliteDialect } from './sqlite.ts';
import { Writer } from './writer.ts';

/** The database and the one way to write to it. Queries live beside, one file a subject. */
export interface Store {
  /** Of its file; opens it again. */
  readonly path: string;
  /** Folder for what is no row: winners, reports, trained models. `null` for a database in memory. */
  readonly home: string | null;
  readonly db: Kysely<Database>;
  readonly writer: Writer;
  close(): Promise<void>;
}

/** Milliseconds that opening waits for other processes. */
const PATIENCE_MS = 15_000;

/**
 * Opens a store by the path of its file, or `sqlite:PATH`, creates it where there is none, and brings its schema up
 * to date. One that can't be written can be read: its writes are refused.
 * @throws {W4sError} `store-foreign` for another program's database, `store-newer` and `store-old` for another
 * version's, else `store-unreadable` when the file is no database or can't be created; usage error
 * `unknown-store-kind`
 */
export async function openStore(url: string): Promise<Store> {
  const { path } = parseStoreUrl(url);
  try {
    return isReadOnly(path) ? openReading(path) : await openWriting(path);
  } catch (error) {
    const known = error instanceof W4sError ? error : undefined;
    throw new W4sError(
      known?.code ?? 'store-unreadable',
      `The store \`${path}\` can't be opened: ${messageOf(error)}`,
      {
        cause: error,
        hint: known?.hint ?? 'Name another file with --store, or move this one away.',
      },
    );
  }
}

async function openWriting(path: string): Promise<Store> {
  const database = connect(path);
  try {
    await patiently(() => migrate(database));
    if (path !== ':memory:') await patiently(() => durable(database));
  } catch (error) {
    database.close();
    throw error;
  }
  // A database in memory belongs to its connection, so it is written where it is read.
  const here = committer(database);
  const thread = path === ':memory:' ? undefined : threadCommit(path);
  return storeOf(path, database, thread?.commit ?? (async (statements) => here(statements)), async () =>
    thread?.close(),
  );
}

function openReading(path: string): Store {
  const database = connectReading(path);
  try {
    assertCurrent(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return storeOf(
    path,
    database,
    () => Promise.reject(readOnly(path)),
    async () => {},
  );
}

function storeOf(path: string, database: DatabaseSync, commit: Commit, end: () => Promise<void>): Store {
  const db = new Kysely<Database>({ dialect: sqliteDialect(database) });
  const writer = new Writer(db, commit);
  const close = async (): Promise<void> => {
    await writer.flush();
    await end();
    await db.destroy();
  };
  const home = path === ':memory:' ? null : dirname(path);
  return { path, home, db, writer, close };
}

/** SQLite's own waiting leaves out some cases, such as two that turn on the log at the same time. */
async function patiently(action: () => void): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error;
    }
    await sleep(10 + Math.random() * 40);
  }
}

/** SQLITE_BUSY or SQLITE_LOCKED, or one of their kinds. */
function isBusy(error: unknown): boolean {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' && [5, 6].includes(code & 0xff);
}

function readOnly(path: string): W4sError {
  return new W4sError('store-read-only', `The store \`${path}\` can be read but not written`, {
    hint: 'Name another file with --store, or copy this one to a folder that can be written.',
  });
}
