import { expect, test } from 'vitest';
import { clopperPearsonInterval } from './clopper-pearson.ts';

// By R's binom.test.
test.each([
  [7, 10, 0.3475471, 0.9332605],
  [0, 5, 0, 0.5218238],
  [5, 5, 0.4781762, 1],
  [1, 30, 0.0008435709, 0.1721695],
  [520, 1000, 0.488514, 0.551367],
])('%d of %d', (successes, n, low, high) => {
  const interval = clopperPearsonInterval(successes, n);
  expect(interval.low).toBeCloseTo(low, 5);
  expect(interval.high).toBeCloseTo(high, 5);
});
