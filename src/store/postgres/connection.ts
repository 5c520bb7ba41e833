import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { PostgresAddress } from '../../base/store-url.ts';
import { storable } from './storable.ts';
import { isCrowded, isLost, storeError } from './errors.ts';

/** Milliseconds for which a database that was there is waited for: a restart, or a cable that was pulled. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/**
 * Repeats what failed because the database could not be reached, or had no connection left, for a minute. It begins
 * when that is known: an answer that never came has taken longer than that already.
 */
export async function persistently<T>(action: () => Promise<T>): Promise<T> {
  let until: number | undefined;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      until ??= Date.now() + PATIENCE_MS;
      if (!(isLost(error) || isCrowded(error)) || Date.now() > until) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

/**
 * Connections for reading. A query that begins one is repeated where the connection was lost; within a transaction
 * nothing is.
 */
export function readingPool(pool: Pool, address: PostgresAddress): PostgresPool {
  return { connect: async () => new Connection(pool, address) as unknown as PostgresPoolClient, end: () => pool.end() };
}

class Connection {
  readonly #pool: Pool;
  readonly #address: PostgresAddress;
  #client: PoolClient | undefined;

  constructor(pool: Pool, address: PostgresAddress) {
    this.#pool = pool;
    this.#address = address;
  }

  async query(text: string, parameters: readonly unknown[]) {
    try {
      const result = await (this.#client === undefined
        ? persistently(() => this.#first(text, parameters))
        : this.#client.query(text, parameters.map(storable)));
      return ofAll(result);
    } catch (error) {
      throw storeError(error, this.#address);
    }
  }

  release(): void {
    this.#client?.release();
    this.#client = undefined;
  }

  async #first(text: string, parameters: readonly unknown[]) {
    const client = await this.#pool.connect();
    try {
      const result = await client.query(text, parameters.map(storable));
      this.#client = client;
      return result;
    } catch (error) {
      await giveBack(client, error);
      throw error;
    }
  }
}

/** What failed may have been several statements that began a transaction: the next user must not find it. */
export async function giveBack(client: PoolClient, error: unknown): Promise<void> {
  if (isLost(error)) return client.release(true);
  await client.query('rollback').then(
    () => client.release(),
    () => client.release(true),
  );
}

/** Of a text of several statements the driver gives a list of results: whoever asked gets the rows of all of them. */
function ofAll(result: QueryResult | QueryResult[]): Pick<QueryResult, 'command' | 'rowCount' | 'rows'> {
  if (!Array.isArray(result)) return result;
  return { command: '', rowCount: null, rows: result.flatMap(({ rows }) => rows as unknown[]) };
}
