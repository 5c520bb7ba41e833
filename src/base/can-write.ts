import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { destinationOf } from './destination.ts';

/**
 * Why a file can't be written that is to be, folders above it included that are not there yet: for whoever pays before
 * writing. Nothing is made or changed.
 * @returns `undefined` where nothing speaks against it
 */
export function whyUnwritable(path: string): string | undefined {
  const { file, stats } = destinationOf(resolve(path));
  if (stats?.isDirectory()) return 'it is a folder';
  if (stats !== undefined && !stats.isFile()) return isWritable(file) ? undefined : "it can't be written to";
  let above = dirname(file);
  while (!existsSync(above)) above = dirname(above);
  if (!statSync(above).isDirectory()) return `\`${above}\` is no folder`;
  return isWritable(above) ? undefined : `the folder \`${above}\` can't be written to`;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
