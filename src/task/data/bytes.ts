import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { messageOf } from '../../base/errors.ts';

/** Bytes of a file, and what a compressed one may grow to. */
export const MOST_BYTES = 256 * 2 ** 20;

/**
 * The bytes of a regular file, unpacked where they are gzip whatever the name says.
 * @throws {Error} with a sentence: no regular file (a pipe, a device, a folder), too large, or broken gzip
 */
export function readBytes(path: string, most: number = MOST_BYTES): Buffer {
  // A pipe without a writer would hold up a plain open.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const facts = fstatSync(file);
    if (!facts.isFile()) throw new Error('it is no regular file');
    if (facts.size > most) throw tooLarge(most);
    const bytes = readFileSync(file);
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? unpacked(bytes, most) : bytes;
  } finally {
    closeSync(file);
  }
}

function unpacked(bytes: Buffer, most: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(most);
    throw new Error(`it is broken gzip (${messageOf(cause)})`, { cause });
  }
}

function tooLarge(most: number): Error {
  return new Error(`it holds more than ${Math.floor(most / 2 ** 20)} MiB`);
}
