import { expect, test } from 'vitest';
import { tQuantile } from './t-quantile.ts';

test.each([
  [1, 12.706],
  [9, 2.262],
  [18, 2.101],
  [30, 2.042],
  [31, 2.0395],
  [60, 2.0003],
  [1_000_000, 1.96],
])('%i degrees of freedom: %f', (degrees, expected) => {
  expect(tQuantile(degrees)).toBeCloseTo(expected, 3);
});

test('no degrees of freedom', () => expect(() => tQuantile(0)).toThrow(RangeError));
