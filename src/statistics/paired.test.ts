import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { ItemScore } from './clusters.ts';
import { newcombeInterval } from './newcombe.ts';
import { pairedDifference } from './paired.ts';
import { subsetMeans } from './subset-means.ts';

const random = seededRandom('paired');
const zeros = (length: number): number[] => Array.from({ length }, () => 0);
const scores = (values: readonly number[], prefix = 'i'): ItemScore[] =>
  values.map((score, i) => ({ itemId: `${prefix}${i}`, score }));

test('0/1 scores, one answer an item: Newcombe and McNemar', () => {
  const first = scores([1, 1, ...Array.from({ length: 9 }, () => 0), ...Array.from({ length: 12 }, () => 0)]);
  const second = scores([1, 0, ...Array.from({ length: 9 }, () => 1), ...Array.from({ length: 12 }, () => 0)]);
  const result = pairedDifference(first, second)!;
  expect(result).toMatchObject({ items: 23, intervalMethod: 'newcombe', pMethod: 'mcnemar' });
  expect(result.interval.low).toBe(newcombeInterval({ both: 1, onlyFirst: 1, onlySecond: 9, neither: 12 }).low);
  expect(result.interval.high).toBeLessThan(0);
  expect(result.difference).toBeCloseTo(-8 / 23, 12);
  expect(result.p).toBeCloseTo(0.021484375, 9);
  expect(result.midP).toBeCloseTo(0.01171875, 9);
});

test('where the exact test sees nothing yet, Newcombe is widened to it', () => {
  const result = pairedDifference(
    scores([1, 0, 0, 0, 0, 0, 0, 0, ...zeros(12)]),
    scores([1, 1, 1, 1, 1, 1, 0, 0, ...zeros(12)]),
  )!;
  const newcombe = newcombeInterval({ both: 1, onlyFirst: 0, onlySecond: 5, neither: 14 });
  expect(result.p).toBeCloseTo(0.0625, 12);
  expect(newcombe.high).toBeLessThan(0);
  expect(result.interval.low).toBe(newcombe.low);
  // 5 of 5 changed one way: its exact interval begins at 0.478, and a quarter of the items changed.
  expect(result.interval.high).toBeCloseTo(0.25 * (1 - 2 * 0.4781762), 6);
});

test('graded scores: sign flips', () => {
  const random = seededRandom('graded');
  const first = scores(Array.from({ length: 200 }, () => 0.4 + random() / 2));
  const second = scores(first.map(({ score }) => Math.max(0, score - 0.1 * random())));
  const result = pairedDifference(first, second)!;
  expect(result).toMatchObject({ intervalMethod: 'sign-flip', pMethod: 'sign-flip', midP: null });
  expect(result.interval.low).toBeGreaterThan(0.04);
  expect(result.interval.high).toBeLessThan(0.06);
  expect(result.p).toBeLessThan(0.01);
});

test.each([
  ['repeats', (): number => Number(random() < 0.05), 2],
  ['graded', (): number => (random() < 0.1 ? 0.5 : 0), 1],
])('a loss of 5 points is held by the interval, however few of the items show it: %s', (_, loss, repeats) => {
  for (const n of [6, 8, 20, 50]) {
    let missed = 0;
    for (let i = 0; i < 200; i++) {
      const first = scores(Array.from({ length: n }, () => 1 - loss()));
      const times = (side: readonly ItemScore[]): ItemScore[] => Array.from({ length: repeats }, () => side).flat();
      const { interval } = pairedDifference(times(first), times(scores(Array.from({ length: n }, () => 1))))!;
      if (interval.low > -0.05) missed += 1;
    }
    expect(missed / 200).toBeLessThan(0.05);
  }
});

test('no difference has an interval with a width, as single 0/1 answers have', () => {
  const same = scores([1, 1, 1, 1, 1, 1, 1, 1]);
  const { interval, p } = pairedDifference([...same, ...same], [...same, ...same])!;
  const { interval: single } = pairedDifference(same, same)!;
  expect(interval.low).toBeCloseTo(-0.369, 3); // 1 - 0.025 ** (1 / 8)
  expect(interval.low).toBeLessThan(single.low);
  expect([interval.high, p]).toEqual([-interval.low, 1]);
});

test('differences that are many and alike are left to sign flips', () => {
  const first = Array.from({ length: 100 }, (_, i) => ({ itemId: `${100 + i}`, score: random() }));
  const second = first.map(({ itemId, score }) => ({
    itemId,
    score: Math.min(1, Math.max(0, score + 0.2 * (random() - 0.5))),
  }));
  const differences = first.map(({ score }, i) => score - second[i]!.score);
  const { low, high } = subsetMeans(differences).interval;
  const { interval } = pairedDifference(first, second)!;
  expect([interval.low, interval.high]).toEqual([expect.closeTo(low, 9), expect.closeTo(high, 9)]);
});

test('interval and p never contradict each other', () => {
  const random = seededRandom('dual');
  const draw = [
    (effect: number) => Number(random() < 0.4 + effect),
    (effect: number) => Math.min(1, Math.max(0, 0.4 + effect + (random() - 0.5) * random())),
    (effect: number) => Math.round(4 * Math.min(1, random() + effect)) / 4,
  ];
  const contradictions: unknown[] = [];
  for (let i = 0; i < 120; i++) {
    const n = 2 + Math.floor(random() ** 3 * 120);
    const [side, effect, repeats] = [
      draw[i % draw.length]!,
      random() < 0.3 ? 0 : random() / 2,
      1 + Number(i % 5 === 0),
    ];
    const sampled = (by: number): ItemScore[] =>
      Array.from({ length: repeats }, () => scores(Array.from({ length: n }, () => side(by)))).flat();
    const { interval, p } = pairedDifference(sampled(effect), sampled(0))!;
    if (p < 0.05 !== (interval.low > 0 || interval.high < 0)) contradictions.push({ n, repeats, p, interval });
  }
  expect(contradictions).toEqual([]);
});

test('with repeats the item is the unit', () => {
  const first = scores([1, 0, 1, 1]);
  const repeated = pairedDifference([...first, ...first], scores([0, 0, 1, 0]))!;
  expect(repeated).toMatchObject({ items: 4, difference: 0.5, intervalMethod: 'sign-flip' });
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
