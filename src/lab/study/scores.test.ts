import { expect, test } from 'vitest';
import { arms, cells, designed, scoresOfCell } from '../../../tests/support/study-cells.ts';
import { armResults } from './compare.ts';
import { notesOn } from './notes.ts';
import { comparisonsOf } from './pairs.ts';
import type { Cell } from './result.ts';
import { scoresByCell } from './scores.ts';

const inconclusive = (cell: Cell): Cell => ({ ...cell, test: { ...cell.test, accuracy: null } });
const read = async (id: string) => scoresOfCell(cells.find(({ testRun }) => `${testRun}/test` === id)!);
const noted = (some: readonly Cell[]) => {
  const ran = arms.filter(({ name }) => some.some(({ arm }) => arm === name));
  return notesOn(
    'ablation',
    armResults(ran, some, () => []),
    some,
    designed({ seeds: 2 }),
  ).join('\n');
};

test('a test without a score enters no mean and no comparison, whatever was scored of it', async () => {
  const found = cells.map((cell) => (cell.arm === 'better' ? inconclusive(cell) : cell));
  const scoresOf = await scoresByCell(found, read);
  const [untrained, better] = armResults(arms, found, scoresOf);
  expect(untrained!.mean).toMatchObject({ cells: 4 });
  expect(better).toMatchObject({ test: { accuracy: null, n: 0 }, mean: null });
  expect(comparisonsOf([['better', 'untrained']], found, scoresOf)).toEqual([]);
});

test('cells without a score are told of, by arm', () => {
  const found = cells.map((cell, i) => (i < 2 || i === 4 ? inconclusive(cell) : cell));
  expect(noted(found)).toContain('3 of 10 cells have no score (untrained 2, better 1)');
  expect(noted(cells)).not.toContain('no score');
});

test('arms whose means are over other cells are told of', () => {
  expect(noted(cells)).toContain('means are over unlike cells: untrained 4, better 4, same 2');
  expect(noted(cells.slice(0, 8))).not.toContain('unlike');
  const ended = cells.filter(
    ({ arm, task, seed }) => arm === 'untrained' || (arm === 'better' && task + seed === 'A0'),
  );
  expect(noted(ended)).toContain('untrained 4, better 1');
});
