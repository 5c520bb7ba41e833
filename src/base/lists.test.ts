import { expect, test } from 'vitest';
import { first, zip } from './lists.ts';

test('the first of a list, and an error without one', () => {
  expect(first(['a', 'b'])).toBe('a');
  expect(() => first([])).toThrow('not empty');
});

test('the pairs of two lists, and an error where one is longer', () => {
  expect(zip([1, 2], ['a', 'b'])).toEqual([
    [1, 'a'],
    [2, 'b'],
  ]);
  expect(() => zip([1], ['a', 'b'])).toThrow('got 1 and 2');
});
