import { expect, test } from 'vitest';
import { reasonOf } from './calibrate.ts';
import { type TriesOptions, tryLadder } from './tries.ts';

const ladder = ['a', 'b', 'c'];
type Scored = Awaited<ReturnType<TriesOptions['score']>>;
const scored = (accuracy: number | null, endedBy: Scored['endedBy'] = null): Scored => ({
  run: 'r',
  accuracy,
  n: 4,
  endedBy,
  paid: { calls: 24, costUsd: 0.4 },
});

test('the caps are those of all tries together', async () => {
  const given: unknown[] = [];
  await tryLadder({
    ladder: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
    low: 0.2,
    high: 0.6,
    budgetUsd: 1,
    maxCalls: 60,
    score: async (_, left) => {
      given.push(left);
      return scored(0.9);
    },
  });
  expect(given.slice(0, 4)).toEqual([
    { budgetUsd: 1, maxCalls: 60 },
    { budgetUsd: expect.closeTo(0.6, 9), maxCalls: 36 },
    { budgetUsd: expect.closeTo(0.2, 9), maxCalls: 12 },
    { budgetUsd: 0, maxCalls: 0 },
  ]);
});

test('without caps there is nothing to pass on', async () => {
  const given: unknown[] = [];
  await tryLadder({ ladder, low: 0.2, high: 0.6, score: async (_, left) => (given.push(left), scored(0.9)) });
  expect(given).toEqual([
    { budgetUsd: undefined, maxCalls: undefined },
    { budgetUsd: undefined, maxCalls: undefined },
  ]);
});

test.each(['cap', 'interrupt'] as const)('a try that was stopped has no score, and says so: %s', async (endedBy) => {
  const score = async (task: string) => (task === 'b' ? scored(0.9) : scored(0.1, endedBy));
  const { tried, found } = await tryLadder({ ladder, low: 0.2, high: 0.6, score });
  expect(found).toBe(false);
  expect(tried.at(-1)).toMatchObject({ task: 'c', score: null, endedBy });
  expect(reasonOf(tried, ladder, 0.2)).toBe(endedBy);
});

test.each([
  ['too-easy', [0.9, 0.9]],
  ['too-hard', [0.1, 0.1]],
  ['jumps', [0.9, 0.1]],
  ['inconclusive', [0.9, null]],
] as const)('%s', async (reason, scores) => {
  let next = 0;
  const { tried } = await tryLadder({ ladder, low: 0.2, high: 0.6, score: async () => scored(scores[next++]!) });
  expect(reasonOf(tried, ladder, 0.2)).toBe(reason);
});
