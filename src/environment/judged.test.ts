import { expect, test } from 'vitest';
import { type Judged, judgedBefore, mostAccurate } from './judged.ts';

const judged = [
  [0, 0, 0.4],
  [0, 1, 0.5],
  [2, 0, 0.9],
  [1, 1, 0.7],
  [1, 0, 0.7],
].map(([turn = 0, slot = 0, accuracy = 0]): Judged => ({
  candidateId: `t${turn}c${slot}`,
  turn,
  slot,
  accuracy,
  callsPerItem: 1,
}));

test.each<[string, number, number, string | undefined]>([
  ['the first start has nothing before it', 0, 0, undefined],
  ['starts come one after the other', 0, 1, 't0c0'],
  ['a turn is judged against the turns before it, of equals the earlier slot', 2, 3, 't1c0'],
  ['and never against its own', 1, 5, 't0c1'],
  ['however long ago', 9, 0, 't2c0'],
])('%s', (_, turn, slot, id) => {
  expect(mostAccurate(judgedBefore(judged, { turn, slot }))?.candidateId).toBe(id);
});
