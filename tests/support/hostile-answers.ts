import type { Json } from '../../src/base/json.ts';
import type { Model } from '../../src/model/contract.ts';
import type { ScoreContext, Scorer } from '../../src/task/contract.ts';
import { choice } from '../../src/task/scorers/choice.ts';
import { exact } from '../../src/task/scorers/exact.ts';
import { f1 } from '../../src/task/scorers/f1.ts';
import { gaia } from '../../src/task/scorers/gaia.ts';
import { jsonFields } from '../../src/task/scorers/json-fields.ts';
import { judge } from '../../src/task/scorers/judge.ts';
import { labels } from '../../src/task/scorers/labels.ts';
import { mathematics } from '../../src/task/scorers/mathematics.ts';
import { numeric } from '../../src/task/scorers/numeric.ts';

const LENGTH = 1_000_000;

/** Pieces that once made a pattern slow when they were repeated, and their kin. */
const PIECES = [
  '1',
  '1,',
  '1 ',
  "1'",
  '1.',
  '1_',
  '1,000,',
  '1 000 ',
  '-',
  '(',
  '{',
  '[',
  '|',
  ' ',
  '\n',
  '. ',
  '; ',
  '=',
  '1/',
  '9^',
  '10^',
  '!',
  '1e9',
  '½',
  '²',
  '\u0661',
  '\u200b',
  '\ud800',
  'the ',
  'A ',
  'A, ',
  'A because ',
  'A is wrong. ',
  'not A ',
  'option A ',
  'answer is ',
  'A) a\n',
  'A) a B) b ',
  "isn't A ",
  '#### 1\n',
  '**1** ',
  'is minus ',
  '1 or ',
  '1, ',
  'a1 ',
  '$1$ or ',
  'not $1$ ',
  '\\boxed{1} or ',
  'to 2 decimal ',
  '5 million ',
  'cannot be known, so ',
  'answer of answer',
  'answer (',
  'answer\n',
  'answer ****',
  'check: ',
  'is wrong ',
  'not enough ',
  '\\boxed{',
  '\\boxed{}',
  '\\boxed ',
  '\\text{a} ',
  '\\frac{1}{',
  '\\binom{',
  '\\sqrt',
  '\\(',
  '\\[',
  '\\{',
  '$',
  '$a$',
  '5\\text{cm}   ',
  '1 cm ',
  'sin ',
  'Matrix([',
  'Rational(',
  '<think>',
  '</think>',
  '<answer>',
  '[answer]',
  '####',
  '#### a\n',
  '```',
  '```python\n',
  '~',
  '**',
  '**a** ',
  '*',
  '_',
  '"',
  '{"answer": ',
  '{"score": ',
  '<b>',
];

/** Each scorer that reads answers itself, with a gold. */
export const SCORERS_AND_GOLDS: readonly (readonly [Scorer, Json])[] = [
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
];

/**
 * The names of the answers that took a scorer more than the given milliseconds, each of three times: a busy machine
 * holds up a quick one once. Every `step`-th piece is tried.
 */
export async function slowAnswers(
  scorer: Scorer,
  target: Json,
  { longestMs, step }: { longestMs: number; step: number },
): Promise<string[]> {
  const slow: string[] = [];
  for (const [name, answer] of hostileAnswers(step)) {
    let tookMs = Number.POSITIVE_INFINITY;
    let valid = true;
    for (let attempt = 0; attempt < 3 && tookMs > longestMs; attempt++) {
      const start = performance.now();
      const item = { id: 'i', input: '', target, metadata: { options: ['a', 'b'] } };
      const { value } = await scorer.score(answer, item, context);
      tookMs = performance.now() - start;
      valid &&= value >= 0;
    }
    if (tookMs > longestMs || !valid) slow.push(`${name} (${Math.round(tookMs)} ms)`);
  }
  return slow;
}

/** A judge that repeats its prompt, so that the reply is hostile as well. */
const context: ScoreContext = {
  sandbox: {} as ScoreContext['sandbox'],
  judge: {
    id: 'fake:judge',
    complete: async ({ messages: [prompt] }) => ({
      choices: [{ text: `${prompt?.content}\n{"score": 1}`, outcome: 'ok', finishReason: 'stop' }],
      usage: { promptTokens: 1, completionTokens: 1 },
      costUsd: null,
      fresh: { promptTokens: 1, completionTokens: 1, requests: 1, costUsd: null },
      model: 'fake',
      latencyMs: 1,
    }),
  } satisfies Model,
};

/** Answers of 1 MB that are meant to take long, with names; and deep, wide and random ones. */
function* hostileAnswers(step: number): Generator<[name: string, answer: Json]> {
  for (const piece of PIECES.filter((_, k) => k % step === 0)) {
    yield [piece, piece.repeat(LENGTH / piece.length)];
    yield [`5, ${piece}, =`, `5${piece.repeat(LENGTH / piece.length)} =`];
    // Short enough to be read as a formula or a statement.
    yield [`the answer is ${piece}`, `The answer is ${piece.repeat(1900 / piece.length)}`];
    yield [`900 of ${piece}`, piece.repeat(900 / piece.length)];
  }
  yield ['random', random(95)];
  yield ['random signs', random(32)];
  yield ['lists in lists', Array.from({ length: 100_000 }).reduce<Json>((inner) => [inner, 1], 1)];
  yield ['many words', Array.from({ length: 200_000 }, () => 'a')];
  yield ['many keys', Object.fromEntries(Array.from({ length: 50_000 }, (_, k) => [`k${k}`, k]))];
  yield ['large numbers', '\\binom{1000000000}{500000000} + 170!!!! + 9^{9^{9^{9}}} + 10^{1000000}'];
}

/** A fixed sequence of `kinds` ASCII characters from the space on. */
function random(kinds: number): string {
  let state = 1;
  let text = '';
  for (let k = 0; k < LENGTH; k++) {
    state = (state * 48_271) % 2_147_483_647;
    text += String.fromCharCode(32 + (state % kinds));
  }
  return text;
}
