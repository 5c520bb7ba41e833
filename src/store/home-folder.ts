import { dirname, join, resolve } from 'node:path';
import { nearestAbove } from '../base/nearest-above.ts';
import { parseStoreUrl } from '../base/store-url.ts';

/** Beside what a store in a file lies, and what is on each machine where the store is a database. */
const NAME = '.w4s';

/**
 * The folder for what is no row: that of the store's file; for a database the nearest `.w4s` at or above the working
 * folder, else one to be made there. `null` for a store in memory.
 */
export function homeFolder(url: string, cwd: string = process.cwd()): string | null {
  const address = parseStoreUrl(url);
  if (address.scheme === 'postgres') return nearestAbove(resolve(cwd), NAME) ?? join(resolve(cwd), NAME);
  return address.path === ':memory:' ? null : dirname(address.path);
}
