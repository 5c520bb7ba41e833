import { type Readable, type Transform, pipeline } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = constants;
/** What is cut off is read as far as it goes, as browsers do. */
const LENIENT = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };

const DECODERS = new Map<string, () => Transform>([
  ['gzip', () => createGunzip(LENIENT)],
  ['x-gzip', () => createGunzip(LENIENT)],
  ['deflate', () => createInflate(LENIENT)],
  ['br', () => createBrotliDecompress({ flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH })],
]);
/** Codings one in the other; nobody sends more than one. */
const MOST_CODINGS = 5;

/** A body without the codings that its header `content-encoding` names; as it came where one is unknown. */
export function decoded(body: Readable, encoding: string | null): Readable {
  if (encoding === null || encoding === '') return body;
  const names = encoding.toLowerCase().split(',', MOST_CODINGS + 1);
  const makers = names.map((name) => DECODERS.get(name.trim())).toReversed();
  if (makers.length > MOST_CODINGS || makers.includes(undefined)) return body;
  const decoders = makers.flatMap((make) => make?.() ?? []);
  // An error of any of them ends them all, and whoever reads the last one is told.
  return pipeline([body, ...decoders], () => {}) as unknown as Readable;
}
