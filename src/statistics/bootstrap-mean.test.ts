import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { bootstrapMean } from './bootstrap-mean.ts';

const ones = (count: number, of: number): number[] => Array.from({ length: of }, (_, i) => (i < count ? 1 : 0));

// The mean of a draw is a binomial count over n: its quantiles are known exactly.
test.each([
  { values: ones(50, 100), low: 0.4, median: 0.5, high: 0.6 },
  { values: ones(90, 100), low: 0.84, median: 0.9, high: 0.95 },
  { values: ones(0, 20), low: 0, median: 0, high: 0 },
  { values: ones(1, 1), low: 1, median: 1, high: 1 },
])('quantiles of the binomial for $values.length scores, median $median', ({ values, ...exact }) => {
  const found = bootstrapMean(values, seededRandom('bootstrap', 1));
  for (const key of ['low', 'median', 'high'] as const) expect(found[key]).toBeCloseTo(exact[key], 1.9);
});

test('the same seed gives the same interval, and no values none', () => {
  const values = [0, 0.25, 1, 1, 0.5];
  const drawn = () => bootstrapMean(values, seededRandom('same'), { draws: 200 });
  expect(drawn()).toEqual(drawn());
  expect(bootstrapMean([], seededRandom('none'))).toEqual({ low: NaN, median: NaN, high: NaN });
});
