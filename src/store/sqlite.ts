import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { makeFolderSync } from '../base/make-folder.ts';
import { SqliteDialect, type SqliteDatabase, sql } from 'kysely';
import type { StoreDialect } from './contract.ts';
import { keepPrepared } from './prepared.ts';

/**
 * A connection to a SQLite file that is made where there is none; what it is set to is up to {@link durable}.
 */
export function connect(path: string): DatabaseSync {
  if (path !== ':memory:') makeFolderSync(dirname(path));
  const database = new DatabaseSync(path);
  database.exec('pragma busy_timeout = 15000; pragma foreign_keys = on');
  return database;
}

/**
 * WAL, so that the page and other commands read while a run writes; synchronous FULL, so that a paid answer that was
 * acknowledged survives a power cut.
 */
export function durable(database: DatabaseSync): DatabaseSync {
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  return database;
}

/** Whether a file is there and it, or its folder, which holds the log beside it, can't be written. */
export function isReadOnly(path: string): boolean {
  return path !== ':memory:' && existsSync(path) && !(isWritable(path) && isWritable(dirname(path)));
}

/**
 * A connection that reads. Without a log beside the file nobody writes, so that none of SQLite's own files
 * are needed.
 */
export function connectReading(path: string): DatabaseSync {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  const url = pathToFileURL(path);
  if (log === undefined || log.size === 0) url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true });
}

/** Kysely's SQLite dialect over `node:sqlite`. */
export function sqliteDialect(database: DatabaseSync): SqliteDialect {
  return new SqliteDialect({ database: asBetterSqlite(database) });
}

/** How SQLite says it. */
export const sqlite: StoreDialect = {
  version: sql`(select data_version from pragma_data_version)`,
  now: sql`cast((julianday('now') - 2440587.5) * 86400000 as integer)`,
  jsonArray: (column) => sql`json_group_array(${sql.ref(column)} order by ${sql.ref(column)})`,
};

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The part of better-sqlite3's interface that Kysely uses. */
function asBetterSqlite(database: DatabaseSync): SqliteDatabase {
  const prepare = keepPrepared(database);
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        // Of its own: two may go through the rows of the same query at the same time.
        iterate: (parameters) =>
          database.prepare(sql).iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
      };
    },
  };
}
