import { expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

it('serves owners in turns, and each one in its order', () => {
  const queue = new FairQueue<string>();
  const [large, small, late] = [{}, {}, {}];
  for (const item of ['a1', 'a2', 'a3']) queue.push(large, item);
  queue.push(small, 'b1');
  expect([queue.shift(), queue.shift()]).toEqual(['a1', 'b1']);
  queue.push(late, 'c1');
  expect(Array.from({ length: 4 }, () => queue.shift())).toEqual(['a2', 'c1', 'a3', undefined]);
});
