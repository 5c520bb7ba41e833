import { lstatSync, mkdtempSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../../base/at-exit.ts';

const NAME = /^w4s-sandbox-(\d+)-\w+$/;
/** The only file a zygote's folder ever holds. */
const SOCKET = 'run';
/** A folder without a socket may just be in creation. */
const YOUNG_MS = 60_000;
const owned = new Map<string, () => void>();

/**
 * Makes a zygote's folder, which only this user can enter; removed if this process exits without closing its sandbox.
 * The host makes it, not the zygote: one that is killed between making a folder and naming it would leave it for good.
 */
export function makeFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), `w4s-sandbox-${process.pid}-`));
  owned.set(
    directory,
    atExit(() => removeFolder(directory)),
  );
  return directory;
}

/** Removes a zygote's folder and its socket, and nothing else in it. */
export function removeFolder(directory: string): void {
  owned.get(directory)?.();
  owned.delete(directory);
  quietly(() => unlinkSync(join(directory, SOCKET)));
  quietly(() => rmdirSync(directory));
}

/**
 * Removes folders of hosts that were killed before they could. The temporary folder is shared, so a name proves
 * nothing: the folder must be this user's and closed to others, hold nothing but a socket, and nobody may listen there,
 * not even from another container with different process ids.
 */
export async function removeLeftovers(): Promise<void> {
  const names = namesIn(tmpdir()).filter((name) => isDead(Number(NAME.exec(name)?.[1])));
  await Promise.all(
    names.map(async (name) => {
      const folder = join(tmpdir(), name);
      if (isOurs(folder) && !(await listens(join(folder, SOCKET)))) removeFolder(folder);
    }),
  );
}

/** The names in a folder; none if it can't be listed, which whoever needs it will say. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isOurs(folder: string): boolean {
  try {
    const facts = lstatSync(folder);
    if (!facts.isDirectory() || facts.uid !== process.getuid?.() || (facts.mode & 0o077) !== 0) return false;
    const held = readdirSync(folder);
    if (held.length === 0) return Date.now() - facts.mtimeMs > YOUNG_MS;
    return held.length === 1 && held[0] === SOCKET && lstatSync(join(folder, SOCKET)).isSocket();
  } catch {
    return false;
  }
}

/** Whether a process accepts connections. */
function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve((socket.destroy(), true)));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  });
}

function isDead(pid: number): boolean {
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // Already gone, or not ours to remove.
  }
}
