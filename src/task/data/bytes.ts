import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { messageOf } from '../../base/errors.ts';

/** Most bytes of a file, also after decompression. */
export const MOST_BYTES = 256 * 2 ** 20;

/**
 * The bytes of a regular file, decompressed if they are gzip, whatever its name.
 * @throws {Error} with a sentence: no regular file (a pipe, a device, a folder), too large, or broken gzip
 */
export function readBytes(path: string, most: number = MOST_BYTES): Buffer {
  // A plain open would block on a pipe without a writer.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const facts = fstatSync(file);
    if (!facts.isFile()) throw new Error('it is not a regular file');
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
