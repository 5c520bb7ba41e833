import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/**
 * Weights as their difference from those of a sibling of the same shape: a model that was trained further differs by
 * little from what it was, so that the npm package holds it in two thirds of the bytes.
 */
export function differenceOf(base: Uint8Array, other: Uint8Array): Buffer {
  return brotliCompressSync(shifted(other, base, -1), { params: { [constants.BROTLI_PARAM_SIZE_HINT]: other.length } });
}

/** The weights again. @throws what Brotli throws for bytes that are no difference, or more than the base has. */
export function fromDifference(base: Uint8Array, difference: Uint8Array): Buffer {
  return shifted(brotliDecompressSync(difference, { maxOutputLength: base.length }), base, 1);
}

/** Byte by byte, modulo 256; what is longer than the base stays as it is. */
function shifted(bytes: Uint8Array, base: Uint8Array, sign: 1 | -1): Buffer {
  return Buffer.from(bytes.map((byte, at) => byte + sign * (base[at] ?? 0)));
}
