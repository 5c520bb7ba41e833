import { describe, expect, test } from 'vitest';
import { seededRandom, shuffled } from '../base/random.ts';
import type { ItemScore } from './clusters.ts';
import { clusterByItem } from './clusters.ts';
import { effectiveSampleSize, meanInterval } from './mean-interval.ts';
import { wilsonInterval } from './wilson.ts';

const scores = (values: readonly number[], repeats = 1): ItemScore[] =>
  values.flatMap((score, i) => Array.from({ length: repeats }, () => ({ itemId: `item-${i}`, score })));

const width = (list: readonly ItemScore[]): number => {
  const { low, high } = meanInterval(list)!;
  return high - low;
};

describe('meanInterval', () => {
  test('0/1 scores: Wilson', () => {
    expect(meanInterval(scores([1, 1, 1, 0, 1, 1, 1, 1, 1, 1]))).toEqual(wilsonInterval(9, 10));
  });

  test('no scores: null', () => {
    expect(meanInterval([])).toBeNull();
  });

  test.each<[string, (random: () => number) => number]>([
    ['many 0 and 1', (random) => [0, 0, 0, 1, 1, random()][Math.floor(6 * random())] ?? 0],
    ['mostly 0', (random) => (random() < 0.8 ? 0 : random())],
    ['mostly 1', (random) => (random() < 0.85 ? 1 : random())],
    ['spread evenly', (random) => random()],
    ['five steps', (random) => Math.floor(5 * random()) / 4],
  ])('graded scores, %s: ten items miss the true mean in at most 5% of the cases', (name, draw) => {
    const random = seededRandom('coverage', name);
    const truth = Array.from({ length: 100_000 }, () => draw(random)).reduce((a, b) => a + b) / 100_000;
    const misses = Array.from({ length: 1_000 }, () =>
      meanInterval(scores(Array.from({ length: 10 }, () => draw(random))))!,
    ).filter(({ low, high }) => truth < low || truth > high);
    expect(misses.length).toBeLessThanOrEqual(50);
  });

  test('graded scores: around the mean, whatever the order they came in', () => {
    const graded = scores([0.2, 0.9, 0.4, 1, 0, 0.7, 0.66, 0.1]);
    const interval = meanInterval(graded)!;
    expect(interval.low).toBeGreaterThan(0.2);
    expect(interval.low).toBeLessThan(0.495);
    expect(interval.high).toBeGreaterThan(0.495);
    expect(meanInterval(shuffled(graded, seededRandom(1)))).toEqual(interval);
  });

  test('graded scores that are all equal still get a width', () => {
    expect(width(scores([0.3, 0.3, 0.3]))).toBeGreaterThan(width(scores([1, 0, 0, 1, 0, 0, 0, 0, 1, 0])));
  });

  test('repeats that always agree do not narrow it', () => {
    const values = [1, 0, 1, 1, 0, 1, 1, 1];
    expect(width(scores(values, 5))).toBeCloseTo(width(scores(values)), 12);
    expect(width(scores([1, 1, 1, 1], 5))).toBeCloseTo(width(scores([1, 1, 1, 1])), 12);
  });

  test.each([2, 3, 5, 10])('ten repeats of %d items, either easy or hard: few intervals miss the mean', (items) => {
    const random = seededRandom('repeats', items);
    const drawn = (): ItemScore[] =>
      Array.from({ length: items }, (_, i) => ({ itemId: `${i}`, right: random() < 0.5 ? 0.1 : 0.9 })).flatMap(
        ({ itemId, right }) => Array.from({ length: 10 }, () => ({ itemId, score: Number(random() < right) })),
      );
    const misses = Array.from({ length: 400 }, () => meanInterval(drawn())!).filter(
      ({ low, high }) => low > 0.5 || high < 0.5,
    );
    expect(misses.length).toBeLessThan(60);
  });

  test('repeats that are independent narrow it like more items', () => {
    const random = seededRandom('coin');
    const list = Array.from({ length: 2000 }, (_, i) => ({ itemId: `${i % 200}`, score: random() < 0.6 ? 1 : 0 }));
    const independent = list.map((score, i) => ({ ...score, itemId: `${i}` }));
    expect(width(list) / width(independent)).toBeLessThan(1.2);
  });
});

test('the effective sample size lies between items and answers', () => {
  const random = seededRandom('effective');
  for (let i = 0; i < 200; i++) {
    const list = Array.from({ length: 60 }, () => ({
      itemId: `${Math.floor(random() * 20)}`,
      score: random() < 0.5 ? 1 : 0,
    }));
    const clusters = clusterByItem(list);
    const n = effectiveSampleSize(clusters);
    expect(n >= clusters.length && n <= 60).toBe(true);
  }
});
