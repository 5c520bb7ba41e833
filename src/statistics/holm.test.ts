import { expect, test } from 'vitest';
import { holmAdjusted } from './holm.ts';

// Worked by hand: sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, then never falling.
test('keeps the order it was given', () => {
  const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((expected, i) => expect(adjusted[i]).toBeCloseTo(expected, 12));
});

test('caps at one, leaves a single p alone, and takes none', () => {
  expect(holmAdjusted([0.6, 0.9])).toEqual([1, 1]);
  expect(holmAdjusted([0.2])).toEqual([0.2]);
  expect(holmAdjusted([])).toEqual([]);
});
