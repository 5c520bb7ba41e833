import { setImmediate } from 'node:timers/promises';
import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import { W4sError, messageOf } from '../base/errors.ts';
import type { Commit, Statement } from './commit.ts';
import type { Database } from './schema.ts';

/** Queries that change something, built but not executed. */
export type Write = (db: Kysely<Database>) => Query | readonly Query[];
export type Query = Compilable | CompiledQuery;

interface Pending {
  statements: readonly Statement[];
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Group commit: writes that arrive while one transaction is being made durable share the next one, so that hundreds of
 * paid answers a second cost a few disk flushes instead of hundreds. Writes keep their order.
 */
export class Writer {
  readonly #db: Kysely<Database>;
  readonly #commit: Commit;
  #pending: Pending[] = [];
  #draining: Promise<void> | undefined;

  constructor(db: Kysely<Database>, commit: Commit) {
    this.#db = db;
    this.#commit = commit;
  }

  /**
   * Resolves when the write is durable.
   * @throws {W4sError} `store-full` or `store-failed`; nothing of this write is kept then.
   */
  write(write: Write): Promise<void> {
    const queries = [write(this.#db)].flat() as Query[];
    const statements = queries.map(statementOf);
    return new Promise((resolve, reject) => {
      this.#pending.push({ statements, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves when all that was asked for is durable or refused. */
  async flush(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#pending.length > 0) {
      await setImmediate(); // the writes of this tick gather; later ones gather while this commit is under way
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#commit(batch.flatMap(({ statements }) => statements));
        for (const { resolve } of batch) resolve();
      } catch {
        await this.#commitEach(batch); // one bad write must not take the others with it
      }
    }
    // Here and not in a callback: a write between the last look and the callback would find nobody to commit
    // it.
    this.#draining = undefined;
  }

  async #commitEach(batch: Pending[]): Promise<void> {
    for (const { statements, resolve, reject } of batch) {
      try {
        await this.#commit(statements);
        resolve();
      } catch (error) {
        reject(storeError(error));
      }
    }
  }
}

function statementOf(query: Query): Statement {
  const { sql, parameters } = 'compile' in query ? query.compile() : query;
  return { sql, parameters };
}

/** What the database threw, as an error that says what to do. */
function storeError(error: unknown): W4sError {
  if (error instanceof W4sError) return error;
  const text = messageOf(error);
  if (/full|ENOSPC|disk I\/O/i.test(text)) {
    return new W4sError('store-full', `The store can't be written: ${text}`, {
      cause: error,
      hint: 'Free some disk space, then continue with `w4s resume`: everything that was acknowledged is kept.',
    });
  }
  return new W4sError('store-failed', `The store refused a write: ${text}`, { cause: error });
}
