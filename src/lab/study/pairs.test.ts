import { expect, test } from 'vitest';
import { comparisonsOf } from './pairs.ts';
import type { Cell } from './result.ts';

type Scored = Cell & { scores: { itemId: string; score: number }[] };

const cell = (arm: string, task: string, seed: number, scores: Record<string, number>): Scored =>
  ({
    arm,
    task,
    seed,
    scores: Object.entries(scores).map(([itemId, score]) => ({ itemId, score })),
  }) as unknown as Scored;
const scoresOf = (one: Cell) => (one as Scored).scores;
const TO_FIRST: [string, string][] = [
  ['better', 'untrained'],
  ['same', 'untrained'],
];
const cells = [
  cell('untrained', 'A', 0, { 1: 0, 2: 0 }),
  cell('untrained', 'A', 1, { 1: 1, 2: 0 }),
  cell('untrained', 'B', 0, { 2: 1 }),
  cell('untrained', 'B', 1, { 1: 1 }),
  cell('better', 'A', 0, { 1: 1, 2: 1 }),
  cell('better', 'A', 1, { 1: 1, 2: 1 }),
  cell('better', 'B', 0, { 1: 1 }),
  cell('better', 'B', 1, { 1: 1 }),
  cell('same', 'A', 0, { 1: 0, 2: 0 }),
  cell('same', 'A', 1, { 1: 1, 2: 0 }),
];

test('pairs by task, seed and item; items of two tasks with one id are two', () => {
  // better - untrained: cells A/0 +1, A/1 +0.5, B/1 0; B/0 shares no item. By item, seeds averaged: A/1 +0.5, A/2 +1,
  // B/1 0.
  const [better, same] = comparisonsOf(TO_FIRST, cells, scoresOf);
  expect(better).toMatchObject({
    arm: 'better',
    against: 'untrained',
    cells: 3,
    difference: 0.5,
    p: 0.5,
    pHolm: 1,
    pMethod: 'exact',
    interval: null,
  });
  expect(better!.byItem).toMatchObject({ items: 3, difference: 0.5, pMethod: 'sign-flip' });
  expect(same).toMatchObject({ arm: 'same', cells: 2, difference: 0, p: 1, pHolm: 1, interval: null });
});

test('one arm with every other one, each pair once', () => {
  const found = comparisonsOf([...TO_FIRST, ['better', 'same']], cells, scoresOf);
  expect(found.map(({ arm, against }) => `${arm} - ${against}`)).toEqual([
    'better - untrained',
    'same - untrained',
    'better - same',
  ]);
  // better - same: A/0 +1, A/1 +0.5.
  expect(found[2]).toMatchObject({ cells: 2, difference: 0.75, p: 0.5 });
});

test('ten searches that all got better: 2 / 2^10, corrected for the two comparisons', () => {
  const many = Array.from({ length: 10 }, (_, seed) => [
    cell('untrained', 'A', seed, { 1: 0, 2: 0 }),
    cell('better', 'A', seed, { 1: 1, 2: 0 }),
    cell('same', 'A', seed, { 1: 0, 2: 0 }),
  ]).flat();
  const [better, same] = comparisonsOf(TO_FIRST, many, scoresOf);
  expect([better!.p, better!.pHolm, same!.pHolm]).toEqual([2 / 1024, 4 / 1024, 1]);
});

test('one seed of 0/1 scores: the items are tested exactly, the search is one cell and proves nothing', () => {
  const [better] = comparisonsOf(
    TO_FIRST.slice(0, 1),
    cells.filter(({ seed }) => seed === 0),
    scoresOf,
  );
  expect(better).toMatchObject({
    cells: 1,
    p: 1,
    interval: null,
    byItem: { items: 2, pMethod: 'mcnemar', p: expect.closeTo(0.5, 12) },
  });
});

test('nothing shared is no comparison', () =>
  expect(comparisonsOf([...TO_FIRST, ['better', 'same']], cells.slice(0, 4), scoresOf)).toEqual([]));
