import { expect, test } from 'vitest';
import { describeProgram } from './describe.ts';
import { valuesOf, worthBy } from './value.ts';
import { noUsage } from '../workflow/index.ts';

test.each([
  ['what was said of it', 'It votes over five answers.', 'It votes over five answers.'],
  [
    'without a sentence that holds an answer',
    'It votes. The answer "Rio de Janeiro" was missed.\nIt checks.',
    'It votes. It checks.',
  ],
  ['an answer in other letters and signs', 'Gets rio de  JANEIRO wrong. It checks.', 'It checks.'],
  ['a part of a list or an object', 'It sorts. Mail 2 is billing. Mail 3 goes to Ada Lovelace.', 'It sorts.'],
  ['answers of one character stay', 'It asks 7 times. It checks.', 'It asks 7 times. It checks.'],
  ['what it calls, where nothing was said', '', 'calls call_llm in 2 places, execute_code'],
  ['what it calls, where all quotes answers', 'It is 1250.', 'calls call_llm in 2 places, execute_code'],
])('a program in a line: %s', (_, analysis, expected) => {
  const code = 'agent.call_llm(x)\nagent.call_llm(y)\nagent.execute_code(z)';
  expect(
    describeProgram({ analysis, code }, ['Rio de Janeiro', 1250, '7', ['billing', { to: ['Ada Lovelace'] }]]),
  ).toBe(expected);
});

test('without a model', () => {
  expect(describeProgram({ analysis: '', code: 'return 1' }, [])).toBe('computes the answer without a model');
});

const result = (itemId: string, score: number, calls: number) => ({
  itemId,
  repeat: 0,
  score,
  failureKind: null,
  usage: { ...noUsage(), calls },
});

test('what counts is the score, or for the least cost of a right answer the score less the cost', () => {
  const single = [result('a', 1, 4), result('b', 0, 4)];
  const cheap = [result('a', 0, 1), result('b', 0, 1)];
  expect([...valuesOf(cheap, worthBy({ name: 'pareto' }, single)).values()]).toEqual([0, 0]);
  const worth = worthBy({ name: 'cost-per-correct' }, single);
  expect([...valuesOf(single, worth).values()]).toEqual([0.5, -0.5]);
  expect([...valuesOf(cheap, worth).values()]).toEqual([-0.125, -0.125]);
});
