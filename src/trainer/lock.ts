import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { W4sError, messageOf } from '../errors.ts';

/** A lock of another machine that is older than this is of a dead process. */
const STALE_MS = 2 * 60 * 60_000;
const POLL_MS = 500;

export interface LockOptions {
  path: string;
  signal?: AbortSignal;
  /** Called once when another process has it. */
  onWait?: (owner: string) => void;
}

/** Takes a lock file, waits while a living process has it, and returns what gives it back. @throws {W4sError} `cache-unwritable`; `AbortError` */
export async function takeLock({ path, signal, onWait }: LockOptions): Promise<() => Promise<void>> {
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(path, `${hostname()}:${process.pid}`, { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new W4sError('cache-unwritable', `\`${path}\` can't be written: ${messageOf(error)}`, { cause: error, hint: 'Name another folder with W4S_CACHE.' });
    }
    const owner = await readFile(path, 'utf8').catch(() => '');
    if (await isStale(path, owner)) await rm(path, { force: true });
    else {
      if (tries === 0) onWait?.(owner);
      await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
    }
  }
}

async function isStale(path: string, owner: string): Promise<boolean> {
  const [host, pid] = owner.split(':');
  if (host === hostname() && pid !== undefined) return !exists(Number(pid));
  const written = await stat(path).then(({ mtimeMs }) => mtimeMs, () => Date.now());
  return Date.now() - written > STALE_MS;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
