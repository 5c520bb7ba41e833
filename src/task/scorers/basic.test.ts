import { describe, expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import type { ScoreContext, Scorer } from '../contract.ts';
import { bestPairs } from './assignment.ts';
import { choice } from './choice.ts';
import { exact } from './exact.ts';
import { f1 } from './f1.ts';
import { gaia } from './gaia.ts';
import { numberIn } from './stated-number.ts';
import { gsmHardTolerance, numeric } from './numeric.ts';

const context = {} as ScoreContext;

async function value(
  scorer: Scorer,
  prediction: Json,
  target: Json,
  metadata: Record<string, Json> = {},
): Promise<number> {
  return (await scorer.score(prediction, { id: 'i', input: '', target, metadata }, context)).value;
}

test.each<[Json, number | undefined]>([
  [42, 42],
  ['42', 42],
  ['42 apples', 42],
  [' 1,234.50 ', 1234.5],
  ['$1,450,000', 1450000],
  ['-$5', -5],
  ['$-5', -5],
  ['\u22125', -5],
  ['- 5', -5],
  ['12%', 12],
  ['12 %', 12],
  ['.5', 0.5],
  ['1/2', 0.5],
  ['-3/4', -0.75],
  ['\\frac{1}{2}', 0.5],
  ['1.2e5', 120000],
  ['2.0107e-06', 2.0107e-6],
  ['3 x 10^4', 30000],
  ['3 \\times 10^{4}', 30000],
  ['The answer is 7.', 7],
  ['Answer: 7 of the 9 apples', 7],
  ['She has 3 and buys 4, so she has 3 + 4 = 7 apples', 7],
  ['first 3, then 9', 9],
  ['10-4', 4],
  ['12 eggs. #### 18', 18],
  ['so \\boxed{1,234} of 5', 1234],
  ['\\boxed{\\$18.90}', 18.9],
  ['**42**', 42],
  ['10{,}000', 10000],
  ['10\\,000', 10000],
  ['১২৩', 123],
  ['๔๒ ผล', 42],
  ['１２', 12],
  ['3,5', 3.5],
  ['3,500', 3500],
  ['1 234', 1234],
  ['1\u00a0234', 1234],
  ['1_000', 1000],
  [['17'], 17],
  ['none', undefined],
  ['', undefined],
  [null, undefined],
  [true, undefined],
  ['nan', undefined],
  ['1/0', undefined],
])('numberIn(%j) is %j', (text, number) => {
  expect(numberIn(text)).toBe(number);
});

test.each<[Json, Json, number]>([
  ['2,125', '2125', 1],
  [2125, '2,125', 1],
  ['2', '2,125', 0],
  ['4.33', '4.33', 1],
  ['4.333333', '4.33', 1],
  ['4.34', '4.33', 0],
  ['4', '4.33', 0],
  ['0.5', '1/2', 1],
  ['0.3333333333', '1/3', 1],
  [18.4, '18', 0],
  ['18.0', '18', 1],
  ['eighteen', '18', 0],
])('numeric: %j for the gold %j scores %d', async (prediction, target, score) => {
  expect(await value(numeric(), prediction, target)).toBe(score);
});

test('numeric: tolerances are options', async () => {
  expect(await value(numeric({ absolute: 0.5 }), 10.4, 10)).toBe(1);
  expect(await value(numeric({ relative: 0.01 }), 1005, 1000)).toBe(1);
  expect(await value(numeric({ relative: 0.01 }), 1015, 1000)).toBe(0);
  expect(await value(numeric({ rounded: false }), '4.333333', '4.33')).toBe(0);
});

test('numeric: a gold without a number is the fault of the task', () => {
  expect(() => numeric().score('1', { id: 'q7', input: '', target: 'many' }, context)).toThrow(
    'Expected the target of item `q7` to be a number, got `"many"`',
  );
});

test.each<[Json, number, number]>([
  [-9867630, -9867630, 1],
  ['-9,867,630.05', -9867630, 1],
  [-9867630.2, -9867630, 0],
  [3.509e-7, 3.509e-7, 1],
  [3.6e-7, 3.509e-7, 1],
  [0, 3.509e-7, 0],
  [0, 0.0836116517, 0],
  [0, 0, 1],
  [0.05, 0, 0],
  [1.09, 1, 1],
  [1.11, 1, 0],
  [9284017268534.4, 9284017268534.4, 1],
  [9284017268530, 9284017268534.4, 1],
  [9284017268434.4, 9284017268534.4, 0],
])('gsm-hard: %j for the gold %d scores %d', async (prediction, target, score) => {
  expect(await value(numeric({ tolerance: gsmHardTolerance }), prediction, target)).toBe(score);
});

test.each<[Json, number]>([
  ['None', 1],
  [null, 1],
  ['It cannot be determined from the text.', 1],
  ['There is not enough information to tell how many of the 5 are red', 1],
  ['We can\u2019t determine the number', 1],
  ['unknown', 1],
  ['0', 0],
  ['12 apples', 0],
  ['Some data is missing, but the answer is 12', 0],
])('gsm-plus: %j for an unanswerable question scores %d', async (prediction, score) => {
  const scorer = numeric({ unanswerable: true });
  expect(await value(scorer, prediction, 'None')).toBe(score);
  expect(await value(scorer, 'None', '12')).toBe(0);
});

test.each<[Json, Json, number]>([
  ['Paris', ' Paris ', 1],
  ['paris', 'Paris', 0],
  [42, '42', 1],
  [{ b: 1, a: [2] }, { a: [2], b: 1 }, 1],
  [['Paris'], 'Paris', 1],
  [null, 'Paris', 0],
])('exact: %j for %j scores %d', async (prediction, target, score) => {
  expect(await value(exact(), prediction, target)).toBe(score);
});

test('exact: case can be ignored', async () => {
  expect(await value(exact({ ignoreCase: true }), 'paris', 'Paris')).toBe(1);
});

test.each<[Json, number]>([
  ['C', 1],
  ['(C)', 1],
  ['c', 1],
  ['C. N-H', 1],
  ['C) because A and B are wrong', 1],
  ['The answer is (C).', 1],
  ['answer: C', 1],
  ['**Answer: C**', 1],
  ['\\boxed{C}', 1],
  ['\\boxed{\\text{(C)}}', 1],
  ['I think A is tempting, but the answer is C', 1],
  ['n-h', 1],
  ['A', 0],
  ['A careful reading shows that I like C', 1],
  ['same', 0],
  ['', 0],
  ['none of these', 0],
  [3, 0],
])('choice: %j where C is right scores %d', async (prediction, score) => {
  expect(await value(choice(), prediction, 'C', { options: ['same', 'same', 'N-H', 'O-H'] })).toBe(score);
});

test.each<[Json, Json, number]>([
  ['The Broncos', 'broncos', 1],
  ['45 to 64 and 25 to 44', '25 to 44 and 45 to 64', 1],
  [['25 to 44', '45 to 64'], '25 to 44 and 45 to 64', 1],
  ['83', '83.0', 1],
  ['84 yards', '83 yards', 0],
  ['74.7%', '74.7', 1],
  ['74.7.', '14.70%|74.7', 1],
  ['747', '74.7', 0],
  ['$4,156.76', '4156.76', 1],
  ['4.5\n', '4.5', 1],
  ['yards', '83 yards', 0],
  ['John Smith', 'John', 2 / 3],
  ['Jones', 'Smith|Jones', 1],
  ['twenty-five', 'twenty five', 1],
  [2, '2', 1],
  [null, 'Smith', 0],
  [['b', 'a'], ['a', 'b'], 1],
  [['a b'], ['a b', 'c'], 0.5],
])('f1: %j for %j scores %d', async (prediction, target, score) => {
  expect(await value(f1(), prediction, target)).toBeCloseTo(score, 12);
});

describe('bestPairs', () => {
  test('finds what a greedy choice misses', () => {
    expect(
      bestPairs([
        [0.9, 0.8],
        [0.85, 0],
      ]).reduce((a, b) => a + b),
    ).toBeCloseTo(1.65);
  });

  test('agrees with trying every order', () => {
    const gain = [
      [3, 7, 5, 1],
      [2, 8, 4, 9],
      [6, 6, 7, 2],
      [1, 9, 9, 4],
    ];
    const orders = (left: number[]): number[][] =>
      left.length === 0 ? [[]] : left.flatMap((x) => orders(left.filter((y) => y !== x)).map((rest) => [x, ...rest]));
    const best = Math.max(
      ...orders([0, 1, 2, 3]).map((order) => order.reduce((sum, column, row) => sum + gain[row]![column]!, 0)),
    );
    expect(bestPairs(gain).reduce((a, b) => a + b)).toBe(best);
    expect(bestPairs(gain.slice(0, 2)).reduce((a, b) => a + b)).toBe(7 + 9);
    expect(bestPairs(gain.map((row) => row.slice(0, 1)))).toEqual([6]);
  });
});

test.each<[Json, Json, number]>([
  ['$17,000', '17000', 1],
  ['17000 dollars', '17000', 0],
  ['Saint Petersburg', 'saint petersburg.', 1],
  ['St. Petersburg', 'Saint Petersburg', 0],
  ['b, e', 'b,e', 1],
  [['b', 'e'], 'b, e', 1],
  ['b', 'b, e', 0],
  ['$1; x', '1;x', 1],
  ['right-hand', 'righthand', 1],
])('gaia: %j for %j scores %d', async (prediction, target, score) => {
  expect(await value(gaia(), prediction, target)).toBe(score);
});
