import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { usageError } from '../../base/errors.ts';

/** Files up to this size are hashed whole, so their fingerprint is a prefix of their SHA-256. */
const WHOLE_BYTES = 64 * 2 ** 20;
/** For larger files, this much is read in each of `PIECES` places, from the first byte to the last. */
const PIECE_BYTES = 64 * 2 ** 10;
/** A few per layer, so that an adapter merged into some of the matrices is noticed. */
const PIECES = 512;
const DIGITS = 8;

/** A name and, after an `@`, the fingerprint that its weights must have. */
export interface Pinned {
  name: string;
  fingerprint: string | undefined;
}

/** Reads `executor@1a2b3c4d`; a name without a fingerprint is unchanged. */
export function readPin(text: string): Pinned {
  const [, name, fingerprint] = /^(.+)@([0-9a-f]{8})$/.exec(text) ?? [];
  return name === undefined ? { name: text, fingerprint: undefined } : { name, fingerprint };
}

/**
 * The name with the fingerprint of its weights.
 * @param sha256 Hash of the weights; its first digits are the fingerprint.
 * @throws {W4sError} `weights-changed` if the name requires others.
 */
export function writePin({ name, fingerprint }: Pinned, sha256: string, provider: string): string {
  const found = sha256.slice(0, DIGITS);
  if (fingerprint !== undefined && fingerprint !== found) {
    const orTakeThese = `Restore the former weights, or write \`${provider}:${name}\` to use the current ones`;
    throw usageError(
      'weights-changed',
      `Expected the weights of \`${provider}:${name}@${fingerprint}\`, got those of \`@${found}\``,
      {
        hint: `${orTakeThese}: their answers and runs are kept apart.`,
        facts: { expected: fingerprint, found },
      },
    );
  }
  return `${name}@${found}`;
}

/** {@link readPin} of a path; a file whose own name looks like this is that file. */
export function readPinnedPath(text: string): Pinned {
  return existsSync(absolute(text)) ? { name: text, fingerprint: undefined } : readPin(text);
}

export function absolute(path: string): string {
  return resolve(path.replace(/^~(?=[\\/])/, homedir()));
}

/** SHA-256 of a file, or of its size and evenly spread pieces if hashing it whole would take seconds. */
export function hashFile(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const hash = createHash('sha256');
    if (size > WHOLE_BYTES) hash.update(String(size));
    for (const { from, length } of size > WHOLE_BYTES ? piecesOf(size) : [{ from: 0, length: size }]) {
      const buffer = Buffer.alloc(length);
      hash.update(buffer.subarray(0, readSync(file, buffer, 0, length, from)));
    }
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}

function piecesOf(size: number): { from: number; length: number }[] {
  return Array.from({ length: PIECES }, (_, i) => ({
    from: Math.floor(((size - PIECE_BYTES) * i) / (PIECES - 1)),
    length: PIECE_BYTES,
  }));
}
