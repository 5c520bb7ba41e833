import { expect, test } from 'vitest';
import { type Scored, drawParent, leads, paretoFrontier } from './frontier.ts';

/** @param scores Of the items i0, i1, ... */
const program = (id: string, ...scores: number[]): Scored => ({
  id,
  accuracy: scores.reduce((sum, score) => sum + score, 0) / scores.length,
  scores: new Map(scores.map((score, i) => [`i${i}`, score])),
});
const counts = (pool: readonly Scored[]) => Object.fromEntries(leads(pool, paretoFrontier(pool)));

test.each([
  ['alone, all items', [program('a', 0, 1)], { a: 2 }],
  ['ties lead together', [program('a', 1, 0, 1), program('b', 1, 1, 0)], { a: 2, b: 2 }],
  // c leads on i0 beside a, and on i1 beside b: everywhere somebody else is as good.
  [
    'the dominated one is left out',
    [program('c', 1, 1, 0, 0), program('a', 1, 0, 1, 1), program('b', 0, 1, 1, 0)],
    { a: 3, b: 2 },
  ],
  ['of two equal programs the first is left out', [program('a', 1, 0), program('b', 1, 0)], { b: 2 }],
  ['the worst of those that cover each other goes first', [program('b', 1, 1, 0), program('a', 1, 1, 1)], { a: 3 }],
  ['never best', [program('a', 1, 0.5), program('b', 0.5, 0.4)], { a: 2 }],
  ['an item that was not scored', [program('a', 0), program('b', 0, 0)], { b: 2 }],
  ['an empty pool', [], {}],
])('%s', (_, pool, expected) => {
  expect(counts(pool)).toEqual(expected);
});

test('a parent is drawn in proportion to the items that it leads on', () => {
  const pool = [program('a', 1, 1, 1, 0), program('b', 0, 0, 0, 1)];
  const drawn = [0, 0.25, 0.5, 0.74, 0.75, 0.99].map((number) => drawParent(pool, () => number)?.id);
  expect(drawn).toEqual(['a', 'a', 'a', 'a', 'b', 'b']);
  expect(drawParent([], () => 0)).toBeUndefined();
});
