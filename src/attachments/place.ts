import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';

/** Bytes of one file. */
export const MOST_BYTES = 32 * 2 ** 20;

/**
 * The bytes of a regular file in a folder: no way out of it, no link, nothing large.
 * @throws {Error} with a sentence
 */
export function bytesIn(folder: string, name: string): Buffer {
  assertInside(folder, name);
  // A plain open would block on a pipe without a writer, and follow a link that was put there a moment ago.
  const file = openSync(join(folder, name), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const facts = fstatSync(file);
    if (!facts.isFile()) throw new Error('it is not a regular file');
    if (facts.size > MOST_BYTES) throw new Error(`it holds more than ${MOST_BYTES / 2 ** 20} MiB`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function assertInside(folder: string, name: string): void {
  const way = relative(folder, join(folder, name));
  if (isAbsolute(name) || way === '' || way === '..' || way.startsWith(`..${sep}`) || name.includes('\0'))
    throw new Error("it lies outside the task's folder");
  const parts = way.split(sep);
  parts.forEach((_, i) => {
    if (lstatSync(join(folder, ...parts.slice(0, i + 1))).isSymbolicLink()) throw new Error('it is a link');
  });
  if (relative(realpathSync(folder), realpathSync(join(folder, name))) !== way) throw new Error('it is a link');
}
