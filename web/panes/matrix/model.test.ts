import { expect, test } from 'vitest';
import type { Matrix } from '../../../src/page/contract.ts';
import { type Choice, chosenItems, glyphOf, tableOf, wordOf } from './model.ts';

const column = (label: string, cells: string) => ({ label, parent: null, accuracy: null, cells });

/** Items 1, 2, 10: in the order of their texts. */
const matrix: Matrix = {
  run: 'r',
  split: 'validation',
  splits: ['validation'],
  itemIds: ['t/v/1', 't/v/10', 't/v/2'],
  heads: ['Figs', 'goats', 'figs'],
  columns: [column('a', 'y0y'), column('b', '0y-'), column('c', ' 0!')],
  pair: ['a', 'b'],
};

const ids = (choice: Partial<Choice>): string[] => {
  const all: Choice = { show: 'all', order: 'id', text: '', candidate: 1, baseline: 0, ...choice };
  return [...chosenItems(tableOf(matrix), all)].map((i) => matrix.itemIds[i]!.slice(4));
};

test.each<[Partial<Choice>, string[]]>([
  [{}, ['1', '2', '10']],
  [{ text: 'FIGS' }, ['1', '2']],
  [{ text: '/10' }, ['10']],
  [{ text: 'nothing' }, []],
  [{ show: 'flipped' }, ['1', '10']],
  [{ show: 'regressed' }, ['1']],
  [{ show: 'regressed', candidate: 0, baseline: 1 }, ['10']],
  [{ show: 'failed' }, ['1', '2']],
  [{ show: 'flipped', baseline: -1 }, []],
  [{ order: 'hard' }, ['10', '1', '2']],
  [{ order: 'easy' }, ['1', '2', '10']],
])('%j shows %j', (choice, expected) => {
  expect(ids(choice)).toEqual(expected);
});

test('an item that nobody scored is last, hard and easy first', () => {
  const unscored = { ...matrix, columns: [column('a', '-0y')] };
  const sorted = (order: Choice['order']) => [
    ...chosenItems(tableOf(unscored), { show: 'all', order, text: '', candidate: 0, baseline: 0 }),
  ];
  expect([sorted('hard'), sorted('easy')]).toEqual([
    [1, 2, 0],
    [2, 1, 0],
  ]);
});

test.each([
  ['y', '1', 'right'],
  ['0', '0', 'wrong'],
  ['U', '.5', 'partly'],
  ['!', '!', 'failed'],
  ['-', '–', 'missing'],
  [' ', '', 'unrun'],
  ['', '', 'unrun'],
])('a cell %j is %j, %s', (cell, glyph, word) => {
  expect([glyphOf(cell), wordOf(cell)]).toEqual([glyph, word]);
});

test('ids that share nothing keep all of themselves', () => {
  expect(tableOf(matrix).prefix).toBe(4);
  expect(tableOf({ ...matrix, itemIds: ['a/1', 'b/1', '2'] }).prefix).toBe(0);
  expect(tableOf({ ...matrix, itemIds: [], heads: [] }).prefix).toBe(0);
});
