import { expect, test } from 'vitest';
import { ranksOf } from './ranks.ts';
import type { Cell } from './result.ts';

const cell = (arm: string, task: string, seed: number, accuracy: number | null): Cell =>
  ({ arm, task, executor: 'm', seed, test: { accuracy } }) as Cell;

test('a seed that one arm lacks is no part of the comparison on its block', () => {
  const cells = [
    cell('A', 'sums', 0, 0.8),
    cell('B', 'sums', 0, 0.7),
    cell('A', 'sums', 1, 0.3),
    cell('A', 'words', 0, 0.9),
    cell('B', 'words', 0, 0.1),
    cell('A', 'words', 1, 0),
    cell('B', 'words', 1, null),
    cell('A', 'only', 0, 0.1),
    cell('B', 'only', 1, 0.9),
  ];
  expect(ranksOf(['A', 'B'], cells)).toMatchObject({
    blocks: 2,
    arms: [
      { name: 'A', meanRank: 1 },
      { name: 'B', meanRank: 2 },
    ],
  });
});

test('equal means share a rank, in whatever order their seeds add up', () => {
  const cells = [0.1, 0.2, 0.3].flatMap((accuracy, seed) => [
    cell('A', 'sums', seed, accuracy),
    cell('B', 'sums', 2 - seed, accuracy),
  ]);
  const means = ranksOf(['A', 'B'], cells)!.arms.map(({ meanRank }) => meanRank);
  expect(means).toEqual([1.5, 1.5]);
});
