import { expect, test } from 'vitest';
import { frontier } from './cost-scatter.tsx';

test.each<[[number, number][], [number, number][]]>([
  [[], []],
  [[[1, 0.5]], [[1, 0.5]]],
  [
    [
      [2, 0.9],
      [1, 0.5],
      [3, 0.7],
    ],
    [
      [1, 0.5],
      [2, 0.9],
    ],
  ],
  [
    [
      [1, 0.5],
      [1, 0.6],
      [2, 0.6],
    ],
    [[1, 0.6]],
  ],
])('nothing is cheaper and better than %j has: %j', (all, front) => {
  const points = all.map(([cost, score]) => ({ cost, score }));
  expect(frontier(points).map(({ cost, score }) => [cost, score])).toEqual(front);
});
