import { expect, test } from 'vitest';
import { type Example, fitRule, pickBy } from './fit-rule.ts';

const example = (features: Record<string, number>, ...values: number[]): Example => ({
  features: new Map(Object.entries(features)),
  values,
});
const both = ['a', 'b'];

test('finds the question that parts what one program solves from what the other does', () => {
  const examples = Array.from({ length: 40 }, (_, i) =>
    example({ noise: (i * 7) % 5, words: i }, +(i < 20), +(i >= 20)),
  );
  const rule = fitRule(examples, both);
  expect(rule).toEqual({ feature: 'words', above: 19.5, yes: 'b', no: 'a' });
  expect(pickBy(rule, example({ words: 30 }))).toBe('b');
});

test('asks a second question among three programs', () => {
  const examples = Array.from({ length: 60 }, (_, i) =>
    example(
      { words: i, ...(i % 2 === 0 && { 'word sort': 1 }) },
      +(i < 30),
      +(i >= 30 && i % 2 === 0),
      +(i >= 30 && i % 2 === 1),
    ),
  );
  const rule = fitRule(examples, ['a', 'b', 'c']);
  expect(examples.filter((one) => one.values[['a', 'b', 'c'].indexOf(pickBy(rule, one))] === 1)).toHaveLength(60);
});

test.each([
  ['nothing to gain', Array.from({ length: 20 }, (_, i) => example({ words: i }, 1, 0))],
  ['too few on a side', Array.from({ length: 20 }, (_, i) => example({ words: i }, +(i > 0), +(i <= 0)))],
  ['no examples', []],
])('keeps to the best single program: %s', (_, examples) => {
  expect(fitRule(examples, both)).toBe('a');
});
