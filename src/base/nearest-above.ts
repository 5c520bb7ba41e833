import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * The nearest file or folder of this name in a folder or above it: up to a repository's root, and never in a home
 * folder, or in a folder that others may write to.
 */
export function nearestAbove(folder: string, name: string): string | undefined {
  const place = join(folder, name);
  if (existsSync(place)) return place;
  const parent = dirname(folder);
  const ends = existsSync(join(folder, '.git')) || parent === folder || parent === homedir() || isShared(parent);
  return ends ? undefined : nearestAbove(parent, name);
}

/** Nothing is, where the system knows no users. */
function isShared(folder: string): boolean {
  const user = process.getuid?.();
  const { mode, uid } = statSync(folder);
  return user !== undefined && ((mode & 0o002) !== 0 || uid !== user);
}
