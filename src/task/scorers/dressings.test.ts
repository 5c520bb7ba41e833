import { describe, expect, test } from 'vitest';
import type { ScoreContext, Scorer } from '../contract.ts';
import { loadTask } from '../load.ts';
import { dataDir, noData } from '../../../tests/support/test-data.ts';
import { choice } from './choice.ts';
import { BENCHMARKS, mistakes, SENTENCES, WRAPPERS } from '../../../tests/support/dressings.ts';
import { exact } from './exact.ts';
import { gaia } from './gaia.ts';
import { mathematics } from './mathematics.ts';
import { numeric } from './numeric.ts';

const item = (target: string) => ({ id: 'i', input: '', target });
const valueOf = async (scorer: Scorer, prediction: unknown, target: string) =>
  (await scorer.score(prediction as string, item(target), {} as ScoreContext)).value;

describe.each(WRAPPERS)('%s around an answer', (_, dress) => {
  test.each<[Scorer, string, string]>([
    [exact(), 'Saint Petersburg', 'Moscow'],
    [gaia(), 'Saint Petersburg', 'Moscow'],
    [gaia(), '12, 34', '12, 35'],
    [numeric(), '-12.5', '13'],
    [choice(), 'D', 'E'],
    [mathematics(), '\\frac{3}{4}', '\\frac{4}{3}'],
  ])('is seen through by %o', async (scorer, gold, wrong) => {
    expect(await valueOf(scorer, dress(gold), gold)).toBe(1);
    expect(await valueOf(scorer, dress(wrong), gold)).toBe(0);
  });
});

describe.each(SENTENCES)('%s', (_, dress) => {
  test.each<[Scorer, string, string]>([
    [numeric(), '12.5', '13'],
    [choice(), 'D', 'E'],
    [mathematics(), '\\frac{3}{4}', '\\frac{4}{3}'],
    [mathematics(), 'x^2+1', 'x^2-1'],
  ])('is seen through by %o', async (scorer, gold, wrong) => {
    expect(await valueOf(scorer, dress(gold), gold)).toBe(1);
    expect(await valueOf(scorer, dress(wrong), gold)).toBe(0);
  });
});

test.each<[string, unknown]>([
  ['thinking that was cut off', '<think>The answer is 42, or \\boxed{42}'],
  ['thinking that was cut off, in brackets', '[THINK]42'],
  ['a second thought that was cut off', '<think>7</think><think>The answer is 42'],
  ['nothing', ''],
  ['null', null],
])('%s is no answer', async (_, prediction) => {
  for (const scorer of [exact(), gaia(), numeric(), mathematics()])
    expect(await valueOf(scorer, prediction, '42')).toBe(0);
  expect(
    await valueOf(choice(), typeof prediction === 'string' ? prediction.replaceAll('42', 'C') : prediction, 'C'),
  ).toBe(0);
});

test.skipIf(noData).each(BENCHMARKS)(
  '%s: golds score 1 in every dressing and wrong answers 0 (some items)',
  async (name) => {
    const { scorer, splits } = await loadTask(name, { dataDir });
    expect(await mistakes({ scorer }, splits.validation!.slice(0, 20))).toEqual([]);
  },
);
