import type Pg from 'pg';
import { W4sError } from '../../base/errors.ts';
import type { PostgresAddress } from '../../base/store-url.ts';

/** Connections of one process. Few: a server has some hundred for all. */
const MOST_CONNECTIONS = 4;

/** Seconds that a connection may take, where neither the URL nor PGCONNECT_TIMEOUT says so. */
const CONNECT_SECONDS = 10;

/** Milliseconds after which a statement's answer is taken for lost. */
const ANSWER_MS = 120_000;

/** int8 and numeric: sums, counts and times, all of which a double holds exactly. */
const NUMBERS: readonly number[] = [20, 1700];

/** Statements are sent without waiting for those before. Not in the driver's types yet. */
const PIPELINED = { pipeline: true };

/**
 * Connections to a database; none is made yet. No prepared statement has a name and nothing is set on a session, so
 * that a pool in front of the server may give each transaction another one.
 * @throws {W4sError} `missing-package` without the optional package `pg`
 */
export async function connections({ url }: PostgresAddress): Promise<Pg.Pool> {
  const pg = await load();
  const types: Pg.CustomTypesConfig = {
    getTypeParser: (oid, format) => (NUMBERS.includes(oid) ? Number : pg.types.getTypeParser(oid, format)),
  };
  const pool = new pg.Pool({
    ...PIPELINED,
    connectionString: url,
    application_name: 'w4s',
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: connectSeconds(url) * 1_000,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    allowExitOnIdle: true,
    types,
  });
  // One that is lost between two statements says so at the next; unheard, the event would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

async function load(): Promise<typeof Pg> {
  try {
    return (await import('pg')).default;
  } catch (error) {
    throw new W4sError('missing-package', 'A store on PostgreSQL needs the package `pg`, which is not installed', {
      cause: error,
      hint: 'Install it beside w4s: npm install pg',
    });
  }
}

function connectSeconds(url: string): number {
  const given = new URL(url).searchParams.get('connect_timeout') ?? process.env.PGCONNECT_TIMEOUT;
  return Number(given) > 0 ? Number(given) : CONNECT_SECONDS;
}
