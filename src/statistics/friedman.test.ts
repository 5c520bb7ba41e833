import { expect, test } from 'vitest';
import { friedman, ranksOf } from './friedman.ts';

// Table 6 of Demsar (2006): AUC of C4.5, C4.5+m, C4.5+cf and C4.5+m+cf on fourteen data sets.
const DEMSAR = [
  [0.763, 0.768, 0.771, 0.798],
  [0.599, 0.591, 0.59, 0.569],
  [0.954, 0.971, 0.968, 0.967],
  [0.628, 0.661, 0.654, 0.657],
  [0.882, 0.888, 0.886, 0.898],
  [0.936, 0.931, 0.916, 0.931],
  [0.661, 0.668, 0.609, 0.685],
  [0.583, 0.583, 0.563, 0.625],
  [0.775, 0.838, 0.866, 0.875],
  [1, 1, 1, 1],
  [0.94, 0.962, 0.965, 0.962],
  [0.619, 0.666, 0.614, 0.669],
  [0.972, 0.981, 0.9751, 0.975],
  [0.957, 0.978, 0.946, 0.97],
];

test('the published example', () => {
  const result = friedman(DEMSAR)!;
  expect(result.blocks).toBe(14);
  [3.143, 2, 2.893, 1.964].forEach((rank, arm) => expect(result.meanRanks[arm]).toBeCloseTo(rank, 3));
  expect(result.chiSquare).toBeCloseTo(9.28, 2);
  expect(result.f).toBeCloseTo(3.69, 2);
  // The critical value of F(3, 39) at 0.05 is 2.85.
  expect(result.p).toBeLessThan(0.05);
  expect(result.p).toBeCloseTo(0.0198, 3);
});

test('equal scores share the mean of their ranks', () => {
  expect(ranksOf([0.5, 0.9, 0.5, 0.1])).toEqual([2.5, 1, 2.5, 4]);
  expect(
    friedman([
      [1, 1],
      [1, 1],
    ]),
  ).toMatchObject({ meanRanks: [1.5, 1.5], chiSquare: 0, f: 0, p: 1 });
});

test('what shows no spread: one block, blocks that all agree, one arm', () => {
  expect(friedman([[3, 2, 1]])).toMatchObject({ meanRanks: [1, 2, 3], f: null, p: null });
  expect(
    friedman([
      [3, 2],
      [3, 2],
    ]),
  ).toMatchObject({ chiSquare: 2, f: null, p: 0 });
  expect(friedman([[1], [2]])).toBeNull();
  expect(friedman([])).toBeNull();
});
