import { expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import type { ItemScore } from './clusters.ts';
import { newcombeInterval } from './newcombe.ts';
import { pairedDifference } from './paired.ts';

const scores = (values: readonly number[], prefix = 'i'): ItemScore[] =>
  values.map((score, i) => ({ itemId: `${prefix}${i}`, score }));

test('0/1 scores, one answer an item: Newcombe and McNemar', () => {
  const first = scores([1, 1, ...Array.from({ length: 7 }, () => 0), ...Array.from({ length: 12 }, () => 0)]);
  const second = scores([1, 0, ...Array.from({ length: 7 }, () => 1), ...Array.from({ length: 12 }, () => 0)]);
  const result = pairedDifference(first, second)!;
  expect(result).toMatchObject({ items: 21, intervalMethod: 'newcombe', pMethod: 'mcnemar' });
  expect(result.interval).toEqual(newcombeInterval({ both: 1, onlyFirst: 1, onlySecond: 7, neither: 12 }));
  expect(result.difference).toBeCloseTo(-6 / 21, 12);
  expect(result.p).toBeCloseTo(0.0703125, 9);
  expect(result.midP).toBeCloseTo(0.0390625, 9);
});

test('graded scores: bootstrap and sign flips', () => {
  const random = seededRandom('graded');
  const first = scores(Array.from({ length: 200 }, () => 0.4 + random() / 2));
  const second = scores(first.map(({ score }) => Math.max(0, score - 0.1 * random())));
  const result = pairedDifference(first, second)!;
  expect(result).toMatchObject({ intervalMethod: 'bootstrap', pMethod: 'sign-flip', midP: null });
  expect(result.interval.low).toBeGreaterThan(0.04);
  expect(result.interval.high).toBeLessThan(0.06);
  expect(result.p).toBeLessThan(0.01);
});

test('with repeats the item is the unit', () => {
  const first = scores([1, 0, 1, 1]);
  const repeated = pairedDifference([...first, ...first], scores([0, 0, 1, 0]))!;
  expect(repeated).toMatchObject({ items: 4, difference: 0.5, intervalMethod: 'bootstrap' });
});

test('only shared items count; none is null', () => {
  const result = pairedDifference([...scores([1, 0]), ...scores([0, 0], 'x')], scores([1, 1]))!;
  expect(result).toMatchObject({ items: 2, firstMean: 0.5, secondMean: 1 });
  expect(pairedDifference(scores([1]), scores([1], 'other'))).toBeNull();
});

test('changing sides changes only signs', () => {
  const first = scores([1, 0, 1, 1, 0, 1]);
  const second = scores([0, 0, 1, 0, 1, 1]);
  const [forth, back] = [pairedDifference(first, second)!, pairedDifference(second, first)!];
  expect(forth.interval.low).toBeCloseTo(-back.interval.high, 12);
  expect(forth.p).toBe(back.p);
});
