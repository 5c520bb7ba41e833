import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DataOptions } from './file.ts';

/** The user's own data folder, or `undefined` if none is set. */
export function dataFolder({ dataDir }: DataOptions): string | undefined {
  const folder = dataDir ?? process.env['W4S_DATA'];
  return folder ? resolve(folder) : undefined;
}

/** The per-user folder for downloads. */
export function cacheFolder({ cacheDir }: DataOptions): string {
  const folder = cacheDir ?? process.env['W4S_CACHE'];
  if (folder) return resolve(folder);
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'w4s', 'datasets');
}
