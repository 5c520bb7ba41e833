import { expect, test } from 'vitest';
import { estimateOptimize } from './estimate.ts';
import type { StrategyName } from './strategies/index.ts';

// Three turns of two candidates, each repaired once at most.
test.each<[StrategyName, { low: number; high: number }]>([
  ['w4s', { low: 6, high: 12 }],
  ['best-of-n', { low: 6, high: 12 }],
  ['adas', { low: 18, high: 24 }],
  ['aflow', { low: 6, high: 12 }],
])('%s asks the meta-agent %j times', async (strategy, calls) => {
  const { calls: expected } = await estimateOptimize({
    strategy,
    task: 'word-problems',
    executor: 'sim:executor',
    meta: 'sim:meta',
    turns: 3,
    candidates: 2,
    store: ':memory:',
    config: {},
  });
  expect(expected.find(({ role }) => role === 'meta')).toMatchObject({ calls });
});
