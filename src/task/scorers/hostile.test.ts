import { expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { Model } from '../../model/contract.ts';
import type { ScoreContext, Scorer } from '../contract.ts';
import { choice } from './choice.ts';
import { exact } from './exact.ts';
import { f1 } from './f1.ts';
import { gaia } from './gaia.ts';
import { hostileAnswers } from './hostile.test-support.ts';
import { jsonFields } from './json-fields.ts';
import { judge } from './judge.ts';
import { labels } from './labels.ts';
import { mathematics } from './mathematics.ts';
import { numeric } from './numeric.ts';

/** Milliseconds: 200 on an idle machine. */
const LONGEST = 1000;

const context: ScoreContext = {
  sandbox: {} as ScoreContext['sandbox'],
  judge: {
    id: 'fake:judge',
    complete: async ({ messages }) => ({
      choices: [{ text: `${messages[0]!.content}\n{"score": 1}`, outcome: 'ok', finishReason: 'stop' }],
      usage: { promptTokens: 1, completionTokens: 1 }, costUsd: null, fresh: { promptTokens: 1, completionTokens: 1, requests: 1, costUsd: null }, model: 'fake', latencyMs: 1,
    }),
  } satisfies Model,
};

test.each<[Scorer, Json]>([
  [exact(), '5'],
  [exact(), { a: [1] }],
  [numeric(), '5'],
  [numeric({ unanswerable: true }), 'None'],
  [choice(), 'A'],
  [f1(), '5'],
  [f1(), ['a', 'b']],
  [gaia(), '5'],
  [gaia(), 'a, b'],
  [mathematics(), '5'],
  [mathematics(), '(1,2)'],
  [labels(), ['a', 'b']],
  [jsonFields(), { a: 1, b: 'c' }],
  [judge(), '5'],
])('1 MB of the worst text holds %o (gold %j) up for less than a moment, and is scored', async (scorer, target) => {
  const slow: string[] = [];
  for (const [name, answer] of hostileAnswers()) {
    const start = performance.now();
    const { value } = await scorer.score(answer, { id: 'i', input: '', target, metadata: { options: ['a', 'b'] } }, context);
    if (performance.now() - start > LONGEST) slow.push(name);
    expect(value).toBeGreaterThanOrEqual(0);
  }
  expect(slow).toEqual([]);
});
