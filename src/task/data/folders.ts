import { cacheHome } from '../../base/cache-folder.ts';
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
  return folder ? resolve(folder) : join(cacheHome(), 'datasets');
}
