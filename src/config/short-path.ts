import { isAbsolute, relative, resolve } from 'node:path';

/** Relative to the working folder where it lies in it, else absolute. */
export function shortPath(path: string, cwd: string = process.cwd()): string {
  const short = relative(cwd, resolve(cwd, path));
  return short === '' || short.startsWith('..') || isAbsolute(short) ? resolve(cwd, path) : short;
}
