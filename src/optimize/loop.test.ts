import { expect, test } from 'vitest';
import type { Environment } from '../environment/index.ts';
import { searchLoop } from './loop.ts';

test('a search hears of every turn, whether or not anybody else does', async () => {
  const environment: Environment = { reset: async () => [], act: async () => [], step: () => Promise.reject() };
  const question = { state: { id: 't', parentId: null }, messages: [], count: 1, parentId: null };
  const told: number[] = [];
  await searchLoop({
    environment,
    search: {
      propose: () => [{ ...question, previousId: null, remedy: '' }],
      tell: (turn) => void told.push(turn),
    },
    turns: 3,
    starts: [],
    history: [],
    stopReason: () => undefined,
  });
  expect(told).toEqual([0, 1, 2, 3]);
});
