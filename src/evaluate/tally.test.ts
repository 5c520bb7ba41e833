import { expect, test } from 'vitest';
import { Tally } from './tally.ts';

const usage = {
  calls: 1,
  promptTokens: 1,
  completionTokens: 1,
  costUsd: null,
  unusable: 0,
  malformed: 0,
  missingKeys: 0,
  wallMs: 1,
};
const facts = { evaluationId: 'e', split: 'validation', planned: 3, skippedByRacing: 0, wallMs: 1 } as const;

function accuracyOf(scores: readonly number[]): number | null {
  const tally = new Tally();
  for (const [i, score] of scores.entries())
    tally.add({ itemId: `${i}`, repeat: 0, score, failureKind: null, usage: { ...usage } });
  return tally.summary({ ...facts, status: 'complete' }).accuracy;
}

test('equal scores are equal means: thresholds and ties do not hang on the order of a sum', () => {
  expect(accuracyOf([0.7, 0.7, 0.7])).toBe(0.7);
  expect(accuracyOf([0.1, 0.2, 0.3])).toBe(accuracyOf([0.3, 0.2, 0.1]));
  expect(accuracyOf([1, 1, 0])).toBe(2 / 3);
});
