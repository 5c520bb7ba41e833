import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { W4sError } from '../base/errors.ts';
import { type Commit, committer, threadCommit } from './commit.ts';
import type { Store } from './contract.ts';
import { homeFolder } from './home-folder.ts';
import { assertCurrent, migrate } from './migrate.ts';
import type { Database } from './schema.ts';
import { connect, connectReading, durable, isReadOnly, sqlite, sqliteDialect } from './sqlite.ts';
import { Writer } from './writer.ts';

/** Milliseconds that opening waits for other processes. */
const PATIENCE_MS = 15_000;

/** Opens a SQLite file. One that can't be written can be read: its writes are refused. */
export async function openSqlite(path: string): Promise<Store> {
  return isReadOnly(path) ? openReading(path) : await openWriting(path);
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
  return { path, url: path, home: homeFolder(path), db, dialect: sqlite, writer, close };
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
