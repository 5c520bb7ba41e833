import { seededRandom, shuffled } from '../../../base/random.ts';

/**
 * A minibatch out of epochs of shuffled items (GEPA, `strategies/batch_sampler.py`): the k-th one is the k-th part of
 * an order in which each item stands once; the last part of an epoch is filled up from its beginning.
 *
 * @param number From 0; the same number gives the same items.
 */
export function minibatch(ids: readonly string[], size: number, number: number, seed: number): string[] {
  const parts = partsOf(ids, size);
  const epoch = shuffled(ids, seededRandom('minibatch', seed, Math.floor(number / parts)));
  const begin = (number % parts) * size;
  return [...epoch, ...epoch].slice(begin, begin + Math.min(size, ids.length));
}

/** Minibatches of an epoch, at least one. */
export function partsOf(ids: readonly string[], size: number): number {
  return Math.max(1, Math.ceil(ids.length / size));
}
