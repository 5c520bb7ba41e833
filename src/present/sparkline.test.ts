import { expect, test } from 'vitest';
import { sparkline } from './sparkline.ts';

test.each([
  [[0, 1, 2, 3, 4, 5, 6, 7], '▁▂▃▄▅▆▇█'],
  [[0.5, null, 0.5], '▄·▄'],
  [[null], '·'],
  [[], ''],
])('%j: %s', (values, expected) => {
  expect(sparkline(values)).toBe(expected);
});
