import { expect, test } from 'vitest';
import { type Standing, rank, startToBeat } from './rank.ts';

const names = (entries: (Partial<Standing> & { name: string })[]): string[] =>
  rank(entries, (entry) => ({ accuracy: 0.5, callsPerItem: 1, turn: 0, slot: 0, ...entry })).map(({ name }) => name);

test.each<[string, Partial<Standing>, Partial<Standing>]>([
  ['accuracy', { accuracy: 0.6, callsPerItem: 9, turn: 9 }, { accuracy: 0.5 }],
  ['calls', { callsPerItem: 1, turn: 9 }, { callsPerItem: 2 }],
  ['turn', { turn: 1, slot: 9 }, { turn: 2 }],
  ['slot', { slot: 0 }, { slot: 1 }],
])('%s decides, in any order', (_, better, worse) => {
  const [a, b] = [
    { name: 'better', ...better },
    { name: 'worse', ...worse },
  ];
  expect(names([a, b])).toEqual(['better', 'worse']);
  expect(names([b, a])).toEqual(['better', 'worse']);
});

test('what was not scored has no rank', () => {
  expect(
    names([
      { name: 'raced', accuracy: null },
      { name: 'zero', accuracy: 0 },
    ]),
  ).toEqual(['zero']);
});

test('the start to beat is the best of turn 0, else the first of it', () => {
  const standing = (turn: number, accuracy: number | null, slot = 0) => ({ turn, accuracy, slot, callsPerItem: 1 });
  const starts = [standing(0, 0.3), standing(0, 0.5, 1), standing(1, 0.9)];
  expect(startToBeat(starts, (one) => one)).toBe(starts[1]);
  const unscored = [standing(0, null), standing(0, null, 1)];
  expect(startToBeat(unscored, (one) => one)).toBe(unscored[0]);
  expect(startToBeat([standing(1, 0.9)], (one) => one)).toBeUndefined();
});
