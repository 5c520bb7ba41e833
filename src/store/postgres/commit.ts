import type { Pool, PoolClient } from 'pg';
import type { PostgresAddress } from '../../base/store-url.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Commit, Statement } from '../commit.ts';
import { giveBack, persistently } from './connection.ts';
import { storable } from './storable.ts';
import { isLost, isRace, storeError } from './errors.ts';

/** Tries of a transaction that lost against others. */
const MOST_TRIES = 5;

/** Commits in transactions of a database that other processes write too. */
export function postgresCommit(pool: Pool, address: PostgresAddress): Commit {
  return async (statements) => {
    try {
      for (let tries = 1; ; tries++) {
        try {
          return await persistently(() => commitOnce(pool, statements));
        } catch (error) {
          if (!isRace(error) || tries === MOST_TRIES) throw error;
        }
        await sleep(Math.random() * 20 * tries);
      }
    } catch (error) {
      throw storeError(error, address);
    }
  };
}

async function commitOnce(pool: Pool, statements: readonly Statement[]): Promise<void> {
  const client = await pool.connect();
  let transaction: string | undefined;
  try {
    transaction = await begin(client);
    await allAtOnce(client, statements);
    client.release();
  } catch (error) {
    await giveBack(client, error);
    if (isLost(error) && transaction !== undefined && (await persistently(() => isCommitted(pool, transaction))))
      return;
    throw error;
  }
}

/**
 * Sends the statements and the commit without waiting in between: on a long line that takes as long as one of them.
 * Behind a statement that fails, PostgreSQL refuses the others, and the commit rolls back.
 */
async function allAtOnce(client: PoolClient, statements: readonly Statement[]): Promise<void> {
  const sent = statements.map(({ sql, parameters }) => client.query(sql, parameters.map(storable)));
  const ended = await Promise.allSettled([...sent, client.query('commit')]);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/**
 * @returns the transaction's number: by it another connection can ask what became of it.
 */
async function begin(client: PoolClient): Promise<string> {
  const results: unknown = await client.query(
    'begin isolation level read committed; select pg_current_xact_id()::text as number',
  );
  return (results as [unknown, { rows: [{ number: string }] }])[1].rows[0].number;
}

/**
 * Where the connection was lost on its way to the end, the server knows whether the end was reached; what it still
 * waits for will not come.
 */
async function isCommitted(pool: Pool, transaction: string | undefined): Promise<boolean> {
  for (;;) {
    const { rows } = await pool.query<{ status: string | null }>('select pg_xact_status($1::xid8) as status', [
      transaction,
    ]);
    if (rows[0]?.status !== 'in progress') return rows[0]?.status === 'committed';
    await pool.query('select pg_terminate_backend(pid) from pg_stat_activity where backend_xid = $1::xid8::xid', [
      transaction,
    ]);
    await sleep(100);
  }
}
