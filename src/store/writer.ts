import { setTimeout } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import { W4sError, messageOf } from '../errors.ts';
import type { Database } from './schema.ts';

/** One write, inside the transaction that is under way. */
export type Write = (transaction: Transaction<Database>) => Promise<unknown>;

/** Milliseconds in which writes gather. A flush blocks the event loop about as long, so waiting costs less than it saves. */
const LINGER_MS = 4;

interface Pending {
  write: Write;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Group commit: writes that arrive while one transaction is being made durable share the next one, so that
 * hundreds of paid answers a second cost a few disk flushes instead of hundreds.
 */
export class Writer {
  readonly #db: Kysely<Database>;
  #pending: Pending[] = [];
  #draining: Promise<void> | undefined;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Resolves when the write is durable. @throws {W4sError} `store-full` or `store-failed`; nothing of this write is kept then. */
  write(write: Write): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ write, resolve, reject });
      this.#draining ??= this.#drain().finally(() => (this.#draining = undefined));
    });
  }

  /** Resolves when all that was asked for is durable or refused. */
  async flush(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#pending.length > 0) {
      await setTimeout(LINGER_MS);
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#commit(batch);
        for (const { resolve } of batch) resolve();
      } catch {
        await this.#commitEach(batch); // one bad write must not take the others with it
      }
    }
  }

  async #commitEach(batch: Pending[]): Promise<void> {
    for (const pending of batch) {
      try {
        await this.#commit([pending]);
        pending.resolve();
      } catch (error) {
        pending.reject(storeError(error));
      }
    }
  }

  #commit(batch: Pending[]): Promise<void> {
    return this.#db.transaction().execute(async (transaction) => {
      for (const { write } of batch) await write(transaction);
    });
  }
}

/** What SQLite or PostgreSQL threw, as an error that says what to do. */
export function storeError(error: unknown): W4sError {
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
