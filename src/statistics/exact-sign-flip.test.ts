import { expect, test } from 'vitest';
import { exactSignFlipTest } from './exact-sign-flip.ts';
import { mcnemarTest } from './mcnemar.ts';

test.each<[number[], number]>([
  [[], 1],
  [[0, 0], 1],
  [[0.3], 1],
  [[0.1, 0.2, 0.3], 2 / 8],
  // |1 + 2 - 3| = 0 is reached by all signs.
  [[0.1, 0.2, -0.3], 1],
  // Sum 4 of 1 + 2 + 3 - 2: of the 16 sums, 8, 6, two 4s and their negatives are as far.
  [[1, 2, 3, -2], 8 / 16],
  // Zeros neither help nor hurt.
  [[0.1, 0, 0.2, 0, 0.3], 2 / 8],
  [Array.from({ length: 20 }, (_, i) => 0.01 + i / 1000), 2 / 2 ** 20],
])('%j', (differences, p) => {
  expect(exactSignFlipTest(differences)).toEqual({ p: expect.closeTo(p, 15), method: 'exact' });
});

test("equal steps are McNemar's exact test", () => {
  const differences = [...Array.from({ length: 9 }, () => 0.05), ...Array.from({ length: 3 }, () => -0.05)];
  expect(exactSignFlipTest(differences).p).toBeCloseTo(mcnemarTest({ onlyFirst: 9, onlySecond: 3 }), 12);
});

test('beyond 20 differences it is drawn, the same each time', () => {
  const differences = Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? -0.02 : 0.02));
  const drawn = exactSignFlipTest(differences);
  expect(drawn.method).toBe('monte-carlo');
  expect(Math.abs(drawn.p - mcnemarTest({ onlyFirst: 16, onlySecond: 8 }))).toBeLessThan(0.005);
  expect(exactSignFlipTest(differences)).toEqual(drawn);
});
