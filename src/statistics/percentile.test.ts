import { expect, test } from 'vitest';
import { percentile, percentiles } from './percentile.ts';

// Reference: NumPy 2.4, quantile([3, 1, 2, 10], q).
test.each([
  [0, 1],
  [0.25, 1.75],
  [0.5, 2.5],
  [0.9, 7.9],
  [1, 10],
])('quantile %d of 1, 2, 3, 10', (q, expected) => {
  expect(percentile([3, 1, 2, 10], q)).toBeCloseTo(expected, 12);
});

test('sorts by value, not by text', () => {
  expect(percentiles([100, 9, 20], [0, 0.5, 1])).toEqual([9, 20, 100]);
});

test('one value is every quantile, none is not a number', () => {
  expect(percentiles([7], [0, 0.3, 1])).toEqual([7, 7, 7]);
  expect(percentile([], 0.5)).toBeNaN();
});

test('refuses a percentage', () => {
  expect(() => percentile([1], 95)).toThrow('Expected `q` to be in [0, 1], got `95`');
});
