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
