import { expect, test } from 'vitest';
import { first, last, zip } from './lists.ts';

test('the first and the last of a list, and an error without one', () => {
  expect([first(['a', 'b']), last(['a', 'b'])]).toEqual(['a', 'b']);
  expect(() => first([])).toThrow('a list of 0');
  expect(() => last([])).toThrow('a list of 0');
});

test('the pairs of two lists, and an error where one is longer', () => {
  expect(zip([1, 2], ['a', 'b'])).toEqual([
    [1, 'a'],
    [2, 'b'],
  ]);
  expect(() => zip([1], ['a', 'b'])).toThrow('got 1 and 2');
});
