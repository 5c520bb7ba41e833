import { expect, test } from 'vitest';
import { wilsonInterval } from './wilson.ts';

// The first four are Newcombe's examples (Statistics in Medicine 17:857, table I, method 3); all
// digits from SciPy 1.17, binomtest(k, n).proportion_ci(0.95, 'wilson').
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
  [10, 10, 0.7225, 1],
  [0, 10, 0, 0.2775],
  [1, 1, 0.2065, 1],
  [64, 128, 0.4147, 0.5853],
])('%i of %i', (successes, n, low, high) => {
  const interval = wilsonInterval(successes, n);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('holds the proportion, stays in [0, 1], mirrors, and narrows with n', () => {
  for (let n = 1; n <= 60; n++) {
    for (let k = 0; k <= n; k++) {
      const { low, high } = wilsonInterval(k, n);
      const mirrored = wilsonInterval(n - k, n);
      const larger = wilsonInterval(4 * k, 4 * n);
      expect(low >= 0 && low <= k / n && k / n <= high && high <= 1).toBe(true);
      expect(high).toBeCloseTo(1 - mirrored.low, 12);
      expect(larger.high - larger.low).toBeLessThan(high - low);
    }
  }
});

test.each([
  [0, 0],
  [-1, 5],
  [6, 5],
  [Number.NaN, 5],
])('refuses %d of %d', (successes, n) => {
  expect(() => wilsonInterval(successes, n)).toThrow(RangeError);
});
