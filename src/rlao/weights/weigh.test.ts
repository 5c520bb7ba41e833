import { describe, expect, test } from 'vitest';
import { effectiveSampleSize, sharesBy } from './spread.ts';
import { weigh } from './weigh.ts';

/** Rows `a: 1, 0` and the like: states with the rewards of their rows. */
function rowsOf(states: Record<string, number[]>) {
  return Object.entries(states).flatMap(([state, rewards]) =>
    rewards.map((reward, i) => ({ id: `${state}${i}`, state, reward })),
  );
}

const STATES = rowsOf({
  ties: [1, 1, 0, 0],
  hard: [0, 0, 0, 1],
  crashed: [0, 0],
  half: [0.5, 0.5],
  mixed: [0, 0.5, 1],
});
const [HALF, ONE] = [Math.exp(1.25), Math.exp(2.5)];
const [TIES, HARD, MIXED] = [(2 * ONE + 2) / 4, (3 + ONE) / 4, (1 + HALF + ONE) / 3];

const expected: [string, number[]][] = [
  ['rlao', [ONE, ONE, 1, 1, 1, 1, 1, ONE, 1, 1, HALF, HALF, 1, HALF, ONE]],
  [
    'group-softmax',
    [
      ONE / TIES,
      ONE / TIES,
      1 / TIES,
      1 / TIES,
      1 / HARD,
      1 / HARD,
      1 / HARD,
      ONE / HARD,
      1,
      1,
      1,
      1,
      1 / MIXED,
      HALF / MIXED,
      ONE / MIXED,
    ],
  ],
  ['advantage', [0.5, 0.5, 0, 0, 0, 0, 0, 0.75, 0, 0, 0, 0, 0, 0, 0.5]],
  ['sft-all', STATES.map(() => 1)],
  ['sft-best', [0.5, 0.5, 0, 0, 0, 0, 0, 1, 0, 0, 0.5, 0.5, 0, 0, 1]],
  ['sft-success', [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]],
];

describe('weights', () => {
  test.each(expected)('%s by hand', (method, weights) => {
    const given = weigh(STATES, { method });
    expect(given).toHaveLength(weights.length);
    for (const [i, weight] of given.entries()) expect(weight, STATES[i]!.id).toBeCloseTo(weights[i]!, 12);
  });

  test('the weights of the paper at tau 0.4 are 1 : 3.49 : 12.18', () => {
    expect(weigh(rowsOf({ a: [0, 0.5, 1] })).map((weight) => weight.toFixed(2))).toEqual(['1.00', '3.49', '12.18']);
  });

  test.each([0.1, 0.4, 2])('group-softmax at tau %d gives the rows of every state weight 1 on average', (tau) => {
    const weights = weigh(STATES, { method: 'group-softmax', tau });
    for (const [, rows] of Map.groupBy(STATES, ({ state }) => state)) {
      const mean = rows.reduce((sum, row) => sum + weights[STATES.indexOf(row)]!, 0) / rows.length;
      expect(mean).toBeCloseTo(1, 12);
    }
  });

  test('a constant added to all rewards changes no per-state weight, and scales rlao', () => {
    const moved = STATES.map((row) => ({ ...row, reward: row.reward + 0.3 }));
    for (const method of ['group-softmax', 'advantage']) {
      const [before, after] = [weigh(STATES, { method }), weigh(moved, { method })];
      before.forEach((weight, i) => expect(after[i]).toBeCloseTo(weight, 12));
    }
    const ratio = weigh(moved).map((weight, i) => weight / weigh(STATES)[i]!);
    ratio.forEach((value) => expect(value).toBeCloseTo(Math.exp(0.75), 12));
  });

  test('group-softmax stays finite where exp(r / tau) does not', () => {
    expect(weigh(rowsOf({ a: [1, 0] }), { method: 'group-softmax', tau: 1e-4 })).toEqual([2, 0]);
  });

  test.each([Number.NaN, Infinity])('a reward of %d is refused by name', (reward) => {
    expect(() => weigh([{ id: 'run/t01c0#0', state: 's', reward }])).toThrow(
      /Expected the reward of `run\/t01c0#0` to be a finite number/,
    );
  });
});

describe('spread', () => {
  test.each([
    [[1, 1, 1, 1], 4],
    [[1, 0, 0], 1],
    [[2, 1], 9 / 5],
    [[0, 0], 0],
    [[], 0],
    [[1e200, 1e200], 2],
  ])('the effective sample size of %j is %d', (weights, size) => {
    expect(effectiveSampleSize(weights)).toBeCloseTo(size, 12);
  });

  test('shares add up to 1, the largest first', () => {
    const rows = [
      { task: 'b', weight: 1 },
      { task: 'a', weight: 2 },
      { task: 'b', weight: 5 },
    ];
    expect(sharesBy(rows, ({ task }) => task)).toEqual([
      { name: 'b', rows: 2, share: 0.75 },
      { name: 'a', rows: 1, share: 0.25 },
    ]);
  });
});
