import { expect, test } from 'vitest';
import { candidateLabel } from './label.ts';

test.each([
  [1, 0, 't01c0'],
  [10, 12, 't10c12'],
])('turn %i, slot %i: %s', (turn, slot, expected) => {
  expect(candidateLabel({ turn, slot })).toBe(expected);
});
