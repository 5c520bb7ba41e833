import { expect, test } from 'vitest';
import { searchLadder } from './search.ts';

const search = (scores: readonly (number | null)[]) =>
  searchLadder({ rungs: scores.length, low: 0.2, high: 0.6, measure: async (rung) => scores[rung]! });

test.each([
  ['in the middle', [1, 0.9, 0.4, 0.1, 0], [2], true],
  ['among the hard ones', [1, 1, 1, 0.9, 0.6], [2, 3, 4], true],
  ['among the easy ones', [0.2, 0.1, 0, 0, 0], [2, 0], true],
  ['none: all too easy', [1, 1, 1], [1, 2], false],
  ['none: all too hard', [0, 0, 0], [1, 0], false],
  ['none between two rungs', [0.9, 0.9, 0.1, 0], [1, 2], false],
  ['a score that can not be told', [1, null, 0], [1], false],
  ['no rungs', [], [], false],
] as const)('%s', async (_, scores, rungs, found) => {
  const result = await search(scores);
  expect(result.tried.map(({ rung }) => rung)).toEqual(rungs);
  expect(result.found).toBe(found);
});
