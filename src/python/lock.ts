import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { W4sError, messageOf } from '../base/errors.ts';

const POLL_MS = 500;
const SQLITE_BUSY = 5;

export interface LockOptions {
  /** Created if missing, and left in place: it stays empty. */
  path: string;
  signal?: AbortSignal | undefined;
  /** Called once if another process holds it. */
  onWait?: () => void;
  /** Milliseconds between tries. @default 500 */
  pollMs?: number;
}

/**
 * Takes a lock, waiting while another process holds it, and returns a function that releases it. It is the write lock
 * of an empty SQLite file; the operating system releases it when the process ends, so there are no stale locks to
 * detect.
 * @throws {W4sError} `cache-unwritable`; `AbortError`
 */
export async function takeLock({ path, signal, onWait, pollMs = POLL_MS }: LockOptions): Promise<() => void> {
  for (let tries = 0; ; tries++) {
    const database = tryLock(path);
    if (database !== undefined) return () => database.close();
    if (tries === 0) onWait?.();
    await sleep(pollMs, undefined, { signal });
  }
}

/** @returns the connection that holds the lock; `undefined` while another process holds it. */
function tryLock(path: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('begin immediate');
    return database;
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw new W4sError('cache-unwritable', `Can't write \`${path}\`: ${messageOf(error)}`, {
      cause: error,
      hint: 'Set W4S_CACHE to another folder.',
    });
  }
}
