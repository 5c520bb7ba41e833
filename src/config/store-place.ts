import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { LoadedConfig } from './load.ts';
import { shortPath } from './short-path.ts';

/** The store's file, below the folder that it belongs to. */
export const STORE_FILE = '.w4s/store.db';

export interface StorePlace {
  /** Relative to the working folder where it lies in it, else absolute. */
  path: string;
  /** Why it is this one, to stand behind the path. */
  because: string;
}

/**
 * Where runs are kept when no option says so: as the config says, else beside the config file, else in the
 * nearest store that is there already, up to the project's root, else in the working folder. So a sub-folder
 * gets no store of its own.
 */
export function storePlace({ config, file }: LoadedConfig, cwd: string = process.cwd()): StorePlace {
  const named = config.defaults?.store;
  if (named !== undefined) return { path: named, because: 'set in the config' };
  if (file !== undefined)
    return { path: shortPath(join(dirname(file), STORE_FILE), cwd), because: 'beside the config file' };
  const found = nearestStore(resolve(cwd));
  if (found !== undefined && found !== join(resolve(cwd), STORE_FILE))
    return { path: shortPath(found, cwd), because: 'the nearest one above' };
  return { path: STORE_FILE, because: 'in this folder' };
}

/** Up to a repository's root, and never in a home folder, or in a folder that others may write to. */
function nearestStore(folder: string): string | undefined {
  const store = join(folder, STORE_FILE);
  if (existsSync(store)) return store;
  const parent = dirname(folder);
  const ends = existsSync(join(folder, '.git')) || parent === folder || parent === homedir() || isShared(parent);
  return ends ? undefined : nearestStore(parent);
}

/** Nothing is, where the system knows no users. */
function isShared(folder: string): boolean {
  const user = process.getuid?.();
  const { mode, uid } = statSync(folder);
  return user !== undefined && ((mode & 0o002) !== 0 || uid !== user);
}
