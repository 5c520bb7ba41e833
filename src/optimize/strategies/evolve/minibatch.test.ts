import { expect, test } from 'vitest';
import { minibatch, partsOf } from './minibatch.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

test('the minibatches of an epoch hold each item, and the last one is filled up', () => {
  expect(partsOf(ids, 3)).toBe(3);
  const epoch = [0, 1, 2].flatMap((number) => minibatch(ids, 3, number, 0));
  expect(epoch.slice(0, 7).toSorted()).toEqual(ids);
  expect(epoch.slice(7)).toEqual(epoch.slice(0, 2));
});

test('the next epoch has another order; the same number has the same items', () => {
  expect(minibatch(ids, 7, 0, 0)).not.toEqual(minibatch(ids, 7, 1, 0));
  expect(minibatch(ids, 3, 4, 0)).toEqual(minibatch(ids, 3, 4, 0));
});

test.each([
  [['a', 'b'], 3, ['a', 'b']],
  [[], 3, []],
])('of %j no more than there are', (few, size, expected) => {
  expect(minibatch(few, size, 0, 0).toSorted()).toEqual(expected);
});
