import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^w4s-sandbox-(\d+)-/;
const owned = new Set<string>();
let watchesExit = false;

/** Removes `directory` when this process exits without having closed its sandbox. */
export function removeAtExit(directory: string): void {
  owned.add(directory);
  if (!watchesExit) process.once('exit', () => owned.forEach(removeNow));
  watchesExit = true;
}

export function removeNow(directory: string): void {
  owned.delete(directory);
  rmSync(directory, { recursive: true, force: true });
}

/** Removes socket folders of hosts that were killed before they could. */
export function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      removeNow(join(tmpdir(), name));
    } catch {
      // Another user's: theirs to remove.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
