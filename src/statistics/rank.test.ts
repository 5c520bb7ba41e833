import { expect, test } from 'vitest';
import { type Standing, rank } from './rank.ts';

const names = (entries: (Partial<Standing> & { name: string })[]): string[] =>
  rank(entries, (entry) => ({ accuracy: 0.5, callsPerItem: 1, turn: 0, slot: 0, ...entry })).map(({ name }) => name);

test.each<[string, Partial<Standing>, Partial<Standing>]>([
  ['accuracy', { accuracy: 0.6, callsPerItem: 9, turn: 9 }, { accuracy: 0.5 }],
  ['calls', { callsPerItem: 1, turn: 9 }, { callsPerItem: 2 }],
  ['turn', { turn: 1, slot: 9 }, { turn: 2 }],
  ['slot', { slot: 0 }, { slot: 1 }],
])('%s decides, in any order', (_, better, worse) => {
  const [a, b] = [{ name: 'better', ...better }, { name: 'worse', ...worse }];
  expect(names([a, b])).toEqual(['better', 'worse']);
  expect(names([b, a])).toEqual(['better', 'worse']);
});

test('what was not scored has no rank', () => {
  expect(names([{ name: 'raced', accuracy: null }, { name: 'zero', accuracy: 0 }])).toEqual(['zero']);
});
