import { expect, it } from 'vitest';
import type { Estimate } from '../score/index.ts';
import { minutesOf } from './model-speed.ts';

it('time is calls times what each reads and writes', () => {
  const calls = { low: 60, high: 300 };
  const estimate: Estimate = {
    task: 't',
    itemRuns: 60,
    costUsd: null,
    calls: [
      {
        role: 'executor',
        model: 'm',
        calls,
        promptTokens: 100,
        completionTokens: { low: 50, high: 500 },
        costUsd: null,
      },
    ],
  };
  expect(minutesOf(estimate, { prompt: 100, answer: 25, contextSize: 4096 })).toEqual({ low: 3, high: 9 });
});
