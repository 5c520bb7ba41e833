import { expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { bootstrapInterval } from './bootstrap.ts';

const uniform = (n: number, ...seed: number[]): { sum: number; count: number }[] => {
  const random = seededRandom('scores', ...seed);
  return Array.from({ length: n }, () => ({ sum: random(), count: 1 }));
};

test('the same seed gives the same interval, another one another', () => {
  const units = uniform(50, 1);
  expect(bootstrapInterval(units, { seed: 3 })).toEqual(bootstrapInterval(units, { seed: 3 }));
  expect(bootstrapInterval(units, { seed: 3 })).not.toEqual(bootstrapInterval(units, { seed: 4 }));
});

test('is close to the normal interval on many values', () => {
  const units = uniform(400, 2);
  const values = units.map(({ sum }) => sum);
  const mean = values.reduce((a, b) => a + b) / values.length;
  const half = (1.96 * Math.sqrt(values.reduce((total, x) => total + (x - mean) ** 2, 0))) / values.length;
  const { low, high } = bootstrapInterval(units);
  expect(Math.abs(low - (mean - half))).toBeLessThan(0.004);
  expect(Math.abs(high - (mean + half))).toBeLessThan(0.004);
});

test('holds the true mean about 95 times in 100', () => {
  let held = 0;
  for (let i = 0; i < 300; i++) {
    const { low, high } = bootstrapInterval(uniform(60, 10, i), { resamples: 400, seed: i });
    if (low <= 0.5 && 0.5 <= high) held++;
  }
  expect(held / 300).toBeGreaterThan(0.9);
  expect(held / 300).toBeLessThan(0.99);
});

test('repeats that agree add nothing, since items are resampled and not answers', () => {
  const once = uniform(40, 5);
  const thrice = once.map(({ sum }) => ({ sum: 3 * sum, count: 3 }));
  const single = bootstrapInterval(once, { seed: 9 });
  const repeated = bootstrapInterval(thrice, { seed: 9 });
  expect(repeated.low).toBeCloseTo(single.low, 12);
  expect(repeated.high).toBeCloseTo(single.high, 12);
});

test('refuses no units', () => {
  expect(() => bootstrapInterval([])).toThrow('Expected `units` to hold at least one unit, got none');
});
