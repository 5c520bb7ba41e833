import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Why a file can't be written that is to be, folders above it included that are not there yet: for whoever pays before
 * writing. Nothing is made or changed.
 * @returns `undefined` where nothing speaks against it
 */
export function whyUnwritable(path: string): string | undefined {
  const file = resolve(path);
  if (existsSync(file) && statSync(file).isDirectory()) return 'it is a folder';
  let above = dirname(file);
  while (!existsSync(above)) above = dirname(above);
  if (!statSync(above).isDirectory()) return `\`${above}\` is no folder`;
  try {
    accessSync(above, constants.W_OK);
    return undefined;
  } catch {
    return `the folder \`${above}\` can't be written to`;
  }
}
