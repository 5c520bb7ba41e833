import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { W4sError } from '../base/errors.ts';
import { FIRST_TABLE_NAMES, OLD_MIGRATION_TABLE, OLD_MIGRATION_TABLES, migrations } from './migrations.ts';
import { sqliteDialect } from './sqlite.ts';

/** `application_id` of our files: "w4s1" in ASCII. */
const APPLICATION_ID = 0x77347331;

/**
 * Brings the schema up to date: all of it in one exclusive transaction, so that a kill at any moment leaves the old
 * store or the new one, and of processes that start together one does it and the others wait.
 * @throws {W4sError} `store-foreign`, `store-newer`; the file is untouched then
 */
export function migrate(database: DatabaseSync): void {
  if (snapshotVersion(database) === migrations.length) return;
  const db = new Kysely<unknown>({ dialect: sqliteDialect(database) });
  database.exec('begin exclusive');
  try {
    for (const migration of migrations.slice(versionOf(database)))
      for (const query of migration(db)) database.exec(query.compile().sql);
    database.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${migrations.length}; commit`);
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

/**
 * @throws {W4sError} `store-old` where the schema would have to be changed, and a file that can't be written
 * can't be.
 */
export function assertCurrent(database: DatabaseSync): void {
  if (snapshotVersion(database) === migrations.length) return;
  throw new W4sError(
    'store-old',
    "It was written by an older w4s and can't be brought up to date where it can't be written",
    {
      hint: 'Copy it to a folder that can be written and open the copy with --store.',
    },
  );
}

/** In one transaction, or another process could bring the file up to date between two looks. */
function snapshotVersion(database: DatabaseSync): number {
  database.exec('begin');
  try {
    return versionOf(database);
  } finally {
    database.exec('rollback');
  }
}

/** How many migrations the file has seen; 0 for an empty one. */
function versionOf(database: DatabaseSync): number {
  const id = numberOf(database, 'application_id');
  const version = numberOf(database, 'user_version');
  if (id === APPLICATION_ID && version <= migrations.length) return version;
  if (id === APPLICATION_ID) throw newer(version);
  if (id === 0 && version === 0) return firstVersionOf(database);
  throw foreign();
}

/** The first version of this program set no id. */
function firstVersionOf(database: DatabaseSync): number {
  const rows = database
    .prepare(`select name from sqlite_schema where type = 'table' and name not like 'sqlite~_%' escape '~'`)
    .all();
  const names = rows.map(({ name }) => String(name));
  const ours = new Set([...FIRST_TABLE_NAMES, ...OLD_MIGRATION_TABLES]);
  if (names.some((name) => !ours.has(name))) throw foreign();
  if (names.length > 0 && !names.includes(OLD_MIGRATION_TABLE)) throw foreign();
  const whole = FIRST_TABLE_NAMES.every((name) => names.includes(name));
  return whole && database.prepare(`select 1 from ${OLD_MIGRATION_TABLE}`).get() !== undefined ? 1 : 0;
}

function numberOf(database: DatabaseSync, pragma: string): number {
  return Number(Object.values(database.prepare(`pragma ${pragma}`).get() ?? {})[0]);
}

/** That a store has seen more migrations than there are here. */
export function newer(version: number): W4sError {
  const versions = `Its schema has version ${version}, and this w4s knows ${migrations.length}`;
  return new W4sError('store-newer', `${versions}: this w4s is older than the one that wrote it`, {
    hint: 'Update w4s, or name another store with --store.',
  });
}

/** That no table of a store is there, but others are. */
export function foreign(hint = 'Name another file with --store: w4s leaves this one as it is.'): W4sError {
  return new W4sError('store-foreign', 'It is the database of another program', { hint });
}
