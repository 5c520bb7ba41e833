import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/**
 * Weights as their difference from a sibling of the same shape: a fine-tuned model differs little from its base, so
 * that the npm package stores it in two thirds of the bytes.
 */
export function differenceOf(base: Uint8Array, other: Uint8Array): Buffer {
  return brotliCompressSync(shifted(other, base, -1), { params: { [constants.BROTLI_PARAM_SIZE_HINT]: other.length } });
}

/** Restores the weights. @throws what Brotli throws for bytes that are not a difference, or longer than the base. */
export function fromDifference(base: Uint8Array, difference: Uint8Array): Buffer {
  return shifted(brotliDecompressSync(difference, { maxOutputLength: base.length }), base, 1);
}

/** Byte by byte, modulo 256; the part beyond the base's length is unchanged. */
function shifted(bytes: Uint8Array, base: Uint8Array, sign: 1 | -1): Buffer {
  return Buffer.from(bytes.map((byte, at) => byte + sign * (base[at] ?? 0)));
}
