import { expect, test } from 'vitest';
import { paretoFrontier } from './frontier.ts';
import { type Descendant, drawMerge } from './merge.ts';

const program = (id: string, parents: string[], ...scores: number[]): Descendant => ({
  id,
  parents,
  accuracy: scores.reduce((sum, score) => sum + score, 0) / scores.length,
  scores: new Map(scores.map((score, i) => [`i${i}`, score])),
});
const draw = (pool: readonly Descendant[], isDone = () => false) =>
  drawMerge(pool, paretoFrontier(pool), isDone, () => 0)?.pair.map(({ id }) => id);

const root = program('root', [], 0, 0, 0);
const left = program('left', ['root'], 1, 0, 1);
const right = program('right', ['root'], 0, 1, 1);

test.each([
  ['two descendants of one program', [root, left, right], ['left', 'right']],
  [
    'over generations',
    [root, program('middle', ['root'], 0, 0, 0), { ...left, parents: ['middle'] }, right],
    ['left', 'right'],
  ],
  ['no ancestor with its descendant', [root, left, { ...right, parents: ['left'] }], undefined],
  ['none without a common ancestor', [root, left, { ...right, parents: [] }], undefined],
  [
    'none whose ancestor is better',
    [program('root', [], 1, 1, 1, 0), left, program('right', ['root'], 0, 0, 0, 1)],
    undefined,
  ],
  ['none that leads nowhere else', [root, left, program('right', ['root'], 1, 0, 1)], undefined],
  ['one alone', [root], undefined],
])('%s', (_, pool, expected) => {
  expect(draw(pool)).toEqual(expected);
});

test('no pair is merged twice', () => {
  expect(draw([root, left, right], () => true)).toBeUndefined();
});

test('it is tried where the one is better, where the other is, and where they are equal', () => {
  const wide = (id: string, ...scores: number[]) => program(id, ['root'], ...scores);
  const zero = program('root', [], ...Array.from({ length: 9 }, () => 0));
  const pool = [zero, wide('a', 1, 1, 1, 0, 0, 0, 0, 0, 0), wide('b', 0, 0, 0, 1, 1, 1, 0, 0, 0)];
  const { items = [] } =
    drawMerge(
      pool,
      paretoFrontier(pool),
      () => false,
      () => 0.5,
    ) ?? {};
  const kinds = items.map((id) => Math.floor(Number(id.slice(1)) / 3));
  expect(kinds).toEqual([0, 0, 1, 1, 2]); // two, two, and what is left of five
});
