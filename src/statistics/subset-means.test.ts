import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { exactSignFlipTest } from './exact-sign-flip.ts';
import { subsetMeans } from './subset-means.ts';

test.each([
  [[0.5, 0.25, 0.75, 0.5, 1, 0.25]],
  [[0.5, -0.25, 0.75, 0.5, 1, -0.25, 0, 0]],
  [[-0.5, -0.25, 0.125, -0.5, -1, -0.25, -0.75, 0.5, -0.1]],
  [[0.1, -0.1]],
])('p is near that of the exact sign-flip test: %j', (differences) => {
  expect(subsetMeans(differences).p).toBeCloseTo(exactSignFlipTest(differences).p, 1);
});

test.each([
  [[1, 1, 1, 1, 1], { low: -1, high: 1 }], // five could all be luck: p = 1/16
  [[0, 0, 0, 0], { low: -1, high: 1 }],
  [Array.from({ length: 40 }, () => 0), { low: 0, high: 0 }],
])('%j', (differences, interval) => {
  expect(subsetMeans(differences).interval).toEqual(interval);
});

test.each([6, 10, 20])('of %d normal differences the interval holds the mean in 95 of 100 cases', (n) => {
  const random = seededRandom('coverage', n);
  const normal = (): number => 0.1 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let held = 0;
  const cases = 200;
  for (let i = 0; i < cases; i++) {
    const { low, high } = subsetMeans(
      Array.from({ length: n }, () => 0.2 + normal()),
      { seed: i },
    ).interval;
    if (low <= 0.2 && 0.2 <= high) held += 1;
  }
  expect(held / cases).toBeGreaterThan(0.9);
  expect(held / cases).toBeLessThanOrEqual(0.99);
});
