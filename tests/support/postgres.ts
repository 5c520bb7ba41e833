import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

/** A PostgreSQL server on loopback that is the tests' own; of a role `locked` it wants the password. */
export interface PostgresServer {
  port: number;
  /** Makes an empty database. @param words What else `create database` is told. @returns its URL, for a superuser */
  database(words?: string): Promise<string>;
  query(url: string, sql: string): Promise<Record<string, unknown>[]>;
  /** Ends it as a crash would, or as an administrator. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Where the server's programs are, by PATH or as Debian installs them. */
const BIN = [
  ...(process.env.PATH ?? '').split(':'),
  ...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed(),
].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));

/** Whether tests can have a PostgreSQL: `W4S_POSTGRES` names one, whose user may create databases, or it is installed. */
export const noPostgres = process.env.W4S_POSTGRES === undefined && BIN === undefined;

/** The server refuses to run as root. */
const who = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Starts a server in a folder that goes with it; what it holds need not survive the machine. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'w4s-pg-'));
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid);
  const data = join(folder, 'data');
  const words = ['-D', data, '-U', 'w4s', '-A', 'trust', '-N', '-E', 'UTF8', '--locale', 'C.UTF-8'];
  const made = spawnSync(join(BIN ?? '', 'initdb'), words, { encoding: 'utf8', ...who });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const hba = join(data, 'pg_hba.conf');
  writeFileSync(hba, `host all locked all scram-sha-256\n${readFileSync(hba, 'utf8')}`);
  const port = await freePort();
  let server = run(data, folder, port);
  const url = (name: string): string => `postgres://w4s@127.0.0.1:${port}/${name}`;
  let count = 0;
  const stop = async (signal: NodeJS.Signals = 'SIGINT'): Promise<void> => {
    const ended = once(server, 'close');
    server.kill(signal);
    await ended;
  };
  const start = async (): Promise<void> => {
    server = run(data, folder, port);
    await ready(url('postgres'));
  };
  await ready(url('postgres'));
  return {
    port,
    query,
    stop,
    start,
    database: async (words = '') => {
      const name = `db${count++}`;
      await query(url('postgres'), `create database ${name} template template0 ${words}`);
      return url(name);
    },
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function run(data: string, folder: string, port: number) {
  const settings = {
    fsync: 'off',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    port,
    shared_buffers: '16MB',
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(join(BIN ?? '', 'postgres'), ['-D', data, ...words], { stdio: 'ignore', ...who });
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await query(url, 'select 1');
      return;
    } catch (error) {
      if (tries > 300) throw error;
    }
    await sleep(100);
  }
}

/** Asks on a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
