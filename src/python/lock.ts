import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { W4sError, messageOf } from '../base/errors.ts';

const POLL_MS = 500;
const SQLITE_BUSY = 5;

export interface LockOptions {
  /** Made where it is missing, and left there: it stays empty. */
  path: string;
  signal?: AbortSignal | undefined;
  /** Called once when another process has it. */
  onWait?: () => void;
  /** Milliseconds between tries. @default 500 */
  pollMs?: number;
}

/**
 * Takes a lock, waits while another process has it, and returns what gives it back. It is the write lock of
 * an empty SQLite file, which the operating system holds for the process: it ends with it, so that there are
 * no stale ones to judge.
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

/** @returns the connection that holds the lock; `undefined` while another one does. */
function tryLock(path: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('begin immediate');
    return database;
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw new W4sError('cache-unwritable', `\`${path}\` can't be written: ${messageOf(error)}`, {
      cause: error,
      hint: 'Name another folder with W4S_CACHE.',
    });
  }
}
