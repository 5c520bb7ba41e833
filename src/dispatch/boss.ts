import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import type { PgBoss } from 'pg-boss';
import { W4sError, usageError } from '../base/errors.ts';
import { parseStoreUrl } from '../base/store-url.ts';
import type { Store } from '../store/index.ts';

/** Of the tables of the queue, beside those of the store. */
const SCHEMA = 'w4s_jobs';
/** Milliseconds for which processes that start together wait until one of them has made the schema. */
const PATIENCE_MS = 30_000;

/**
 * The queue in the database of a store, over the connections of the store: none of its own, and nothing that needs a
 * session.
 * @throws {W4sError} `missing-package` without pg-boss; usage error `workers-store` where the store is a file
 */
export async function openBoss(store: Store): Promise<PgBoss> {
  if (parseStoreUrl(store.url).scheme !== 'postgres')
    throw usageError('workers-store', `Expected a store that several machines reach, got the file \`${store.path}\``, {
      hint: 'Name a database with --store postgres://USER@HOST/DATABASE: see docs/scale.md.',
    });
  const { PgBoss: Boss } = await load();
  const executeSql = async (text: string, values: unknown[] = []) => {
    const { rows } = await store.db.executeQuery<object>(CompiledQuery.raw(text, values));
    return { rows };
  };
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const boss = new Boss({
      db: { executeSql },
      schema: SCHEMA,
      supervise: false, // it is the searching process that looks after its queue
      monitorIntervalSeconds: 5,
      schedule: false,
      migrate: true,
    });
    boss.on('error', () => undefined); // what fails is told to whoever asked
    try {
      return await boss.start();
    } catch (error) {
      // Of processes that make the schema at the same time, one does it.
      if (performance.now() > until) throw error;
    }
    await sleep(Math.random() * 500);
  }
}

async function load(): Promise<typeof import('pg-boss')> {
  try {
    return await import('pg-boss');
  } catch (error) {
    throw new W4sError('missing-package', 'Workers need the package `pg-boss`, which is not installed', {
      cause: error,
      hint: 'Install it beside w4s: npm install pg pg-boss',
    });
  }
}
