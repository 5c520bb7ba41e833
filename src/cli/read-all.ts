import { usageError } from '../base/errors.ts';

/** Bytes that are taken from a pipe. */
const MOST_BYTES = 256 * 2 ** 20;

/** All of standard input. @throws usage error `inputs-invalid` for more than 256 MiB */
export async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MOST_BYTES)
      throw usageError('inputs-invalid', 'Expected at most 256 MiB on standard input', {
        hint: 'Give the inputs in several pieces.',
      });
  }
  return Buffer.concat(chunks);
}
