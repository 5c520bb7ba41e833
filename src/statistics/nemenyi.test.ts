import { expect, test } from 'vitest';
import { criticalDifference, indistinct } from './nemenyi.ts';

// Table 5(a) of Demsar (2006): q for k = 2 to 10, at 0.05 and 0.10; CD = q where k (k + 1) / (6 N) is 1.
test.each([
  [2, 1.96, 1.645],
  [3, 2.343, 2.052],
  [4, 2.569, 2.291],
  [5, 2.728, 2.459],
  [6, 2.85, 2.589],
  [7, 2.949, 2.693],
  [8, 3.031, 2.78],
  [9, 3.102, 2.855],
  [10, 3.164, 2.92],
])('the published points for %i arms', (arms, at05, at10) => {
  const blocks = (arms * (arms + 1)) / 6;
  // The table is printed to three digits, some of them cut and not rounded.
  expect(Math.abs(criticalDifference(arms, blocks) - at05)).toBeLessThan(0.0011);
  expect(Math.abs(criticalDifference(arms, blocks, 0.1) - at10)).toBeLessThan(0.0011);
});

test('the example there: four classifiers on fourteen data sets', () => {
  expect(criticalDifference(4, 14)).toBeCloseTo(1.25, 2);
  expect(criticalDifference(4, 14, 0.1)).toBeCloseTo(1.12, 2);
  // At 0.10 it tells the worst from the two best, and nothing else.
  expect(indistinct([3.143, 2, 2.893, 1.964], 1.12)).toEqual([
    [3, 1, 2],
    [2, 0],
  ]);
});

test.each<[string, number[], number, number[][]]>([
  ['all alike', [2, 2, 2], 1, [[0, 1, 2]]],
  ['all apart', [1, 2, 3], 0.5, []],
  [
    'a chain',
    [1, 2, 3],
    1.5,
    [
      [0, 1],
      [1, 2],
    ],
  ],
  ['one arm', [1], 1, []],
])('groups: %s', (_, ranks, difference, groups) => expect(indistinct(ranks, difference)).toEqual(groups));
