import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type PostgresServer, noPostgres, query, startPostgres } from './postgres.ts';
import { temporaryFolders } from './temporary.ts';

/** A kind of store that a suite runs on. */
export interface StoreKind {
  kind: 'SQLite' | 'PostgreSQL';
  /** The URL of a store that is not there yet, or empty. */
  fresh(): Promise<string>;
}

/**
 * The kinds of stores that there are here, for `describe.each`: PostgreSQL where `W4S_POSTGRES` names a server or its
 * programs are installed, and `postgres` does not leave it out. What they made goes when the tests of the file have run.
 */
export function storeKinds({ postgres = true } = {}): StoreKind[] {
  const folder = temporaryFolders();
  const sqlite: StoreKind = { kind: 'SQLite', fresh: async () => join(folder(), 'store.db') };
  if (!postgres) return [sqlite];
  if (noPostgres) {
    console.log('No PostgreSQL (W4S_POSTGRES, or its server on the PATH): tests run on SQLite alone.');
    return [sqlite];
  }
  return [sqlite, { kind: 'PostgreSQL', fresh: databases() }];
}

function databases(): () => Promise<string> {
  const given = process.env.W4S_POSTGRES;
  const made: string[] = [];
  let server: Promise<PostgresServer> | undefined;
  afterAll(async () => {
    await (await server)?.close();
    for (const name of made) await query(given ?? '', `drop database if exists ${name} with (force)`);
  });
  return async () => {
    if (given === undefined) return (await (server ??= startPostgres())).database();
    const name = `w4s_test_${randomBytes(6).toString('hex')}`;
    await query(given, `create database ${name} template template0`);
    made.push(name);
    const url = new URL(given);
    url.pathname = `/${name}`;
    return url.href;
  };
}
