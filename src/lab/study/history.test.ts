import { expect, test } from 'vitest';
import { type Judged, bestByTurn, isUnscored, winnerOf, withinCalls } from './history.ts';

const one = (
  turn: number,
  slot: number,
  accuracy: number | null,
  calls: number,
  status: Judged['status'] = accuracy === null ? 'skipped' : 'scored',
): Judged => ({
  id: `run/t0${turn}c${slot}`,
  turn,
  slot,
  status,
  hash: 'h',
  accuracy,
  calls,
  callsPerItem: calls / 10,
});
const history = [
  one(0, 0, 0.5, 10),
  one(1, 0, 0.6, 30),
  one(1, 1, null, 0),
  one(2, 0, 0.9, 50),
  one(2, 1, 0.9, 20),
  one(3, 0, 0.7, 10),
];

test.each([
  [null, 6, 120, false, 't02c1'],
  [120, 6, 120, true, 't02c1'],
  [119, 5, 110, true, 't02c1'],
  [100, 4, 90, true, 't02c0'],
  [89, 3, 40, true, 't01c0'],
  [10, 1, 10, true, 't00c0'],
])('within %s calls', (cap, candidates, calls, reached, winner) => {
  const counted = withinCalls(history, cap);
  expect([counted.candidates.length, counted.calls, counted.reached]).toEqual([candidates, calls, reached]);
  expect(winnerOf(counted.candidates).id).toBe(`run/${winner}`);
});

test('a candidate that was stopped ends what is settled', () => {
  const broken = history.with(3, one(2, 0, null, 7, 'stopped'));
  expect(withinCalls(broken, 60)).toMatchObject({ calls: 40, reached: false });
});

test('nothing scored is no winner', () => {
  expect(() => winnerOf([one(1, 0, null, 0)])).toThrow(expect.objectContaining({ code: 'no-winner' }));
});

test('the best up to each turn', () => {
  expect(bestByTurn(history, 3)).toEqual([0.5, 0.6, 0.9, 0.9]);
  expect(bestByTurn([one(1, 0, null, 0)], 1)).toEqual([null, null]);
});

test('samples that were taken all at once, two for a turn', () => {
  const atOnce = [
    one(0, 0, 0.5, 1),
    ...[0.4, 0.7, null, 0.6, 0.8, 0.1].map((accuracy, slot) => one(1, slot, accuracy, 1)),
  ];
  expect(bestByTurn(atOnce, 3, 2)).toEqual([0.5, 0.7, 0.7, 0.8]);
});

test.each<[Judged['status'], boolean]>([
  ['skipped', true],
  ['inconclusive', true],
  ['scored', false],
  ['stopped', false],
  ['held', false],
])('a candidate that is %s is at its end without a score: %s', (status, expected) => {
  expect(isUnscored({ status })).toBe(expected);
});
