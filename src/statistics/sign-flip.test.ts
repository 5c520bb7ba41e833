import { expect, test } from 'vitest';
import { mcnemarTest } from './mcnemar.ts';
import { signFlipTest } from './sign-flip.ts';

test.each([
  [1, 7],
  [6, 16],
  [10, 12],
  [4, 4],
])('agrees with the exact test on %i against %i', (plus, minus) => {
  const differences = [...Array.from({ length: plus }, () => 1), ...Array.from({ length: minus }, () => -1), 0, 0];
  const exact = mcnemarTest({ onlyFirst: plus, onlySecond: minus });
  expect(Math.abs(signFlipTest(differences, { resamples: 20_000 }) - exact)).toBeLessThan(0.015);
});

test('no difference: p is 1; a large one: p is small and never 0', () => {
  expect(signFlipTest([0, 0, 0])).toBe(1);
  expect(
    signFlipTest(
      Array.from({ length: 60 }, () => 0.1),
      { resamples: 999 },
    ),
  ).toBe(0.001);
});

test('the order of the digits in a sum does not undo a tie', () => {
  expect(signFlipTest([0.1, -0.1], { resamples: 50 })).toBe(1);
  expect(signFlipTest([0.1, 0.2, -0.3], { resamples: 50 })).toBe(1);
});
