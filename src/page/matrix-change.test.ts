import { expect, it } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { Matrix, MatrixColumn } from './contract.ts';
import { changeOf, withChange } from './matrix-change.ts';

const ITEMS = 2_000;
const itemIds = Array.from({ length: ITEMS }, (_, i) => `item/${i}`);
const column = (label: string, cells: string): MatrixColumn => ({ label, parent: null, accuracy: null, cells });
const matrix = (...columns: MatrixColumn[]): Matrix => ({
  run: 'r',
  split: 'validation',
  splits: ['validation'],
  itemIds,
  heads: itemIds,
  columns,
  pair: null,
});
const ended = column('t00c0', 'y'.repeat(ITEMS));
/** Items in a row, and some of all over. */
function running(seed: number, done: number): MatrixColumn {
  const random = seededRandom('cells', seed);
  const cells = Array.from({ length: ITEMS }, (_, i) => (i < done || random() < done / ITEMS / 4 ? 'y' : ' '));
  return column('t01c0', cells.join(''));
}
const bytes = (value: unknown): number => JSON.stringify(value).length;

it.each<[string, Matrix, Matrix]>([
  ['nothing', matrix(ended), matrix(ended)],
  ['a first column', matrix(), matrix(ended)],
  ['a new column', matrix(ended), matrix(ended, running(1, 5))],
  ['some cells', matrix(ended, running(1, 100)), matrix(ended, running(1, 140))],
  ['nearly all cells', matrix(ended, running(1, 100)), matrix(ended, running(2, 1_000))],
  ['the score alone', matrix(ended), matrix({ ...ended, accuracy: 1 })],
  ['the parent alone', matrix(ended), matrix({ ...ended, parent: 't00c1' })],
  [
    'the pair and the splits',
    matrix(ended),
    { ...matrix(ended), pair: ['t00c0', 't00c0'], splits: ['validation', 'test'] },
  ],
])('%s: a change makes the later matrix of the earlier one', (_, before, after) => {
  const change = changeOf(before, after);
  expect(withChange(before, JSON.parse(JSON.stringify(change)))).toEqual(after);
  expect(bytes(change)).toBeLessThan(bytes(after) / 10);
});

it('the very same matrix where nothing changed, so that nobody draws it again', () => {
  const before = matrix(ended, running(1, 9));
  expect(withChange(before, changeOf(before, { ...structuredClone(before), itemIds, heads: itemIds })!)).toBe(before);
});

it.each<[string, Matrix]>([
  ['other items', { ...matrix(ended), itemIds: [...itemIds] }],
  ['a column that is gone', matrix()],
  ['a column before it', matrix(running(1, 5), ended)],
])('%s: no change but another matrix', (_, after) => {
  expect(changeOf(matrix(ended), after)).toBeNull();
});
