import { expect, test } from 'vitest';
import { logFairBinomial, logGamma } from './log-gamma.ts';

// Reference: Python's math.lgamma.
test.each([
  [0.5, 0.5723649429247004],
  [1, 0],
  [2, 0],
  [10.5, 13.940625219403763],
  [100, 359.1342053695754],
  [1e6, 12815504.569147611],
])('logGamma(%d)', (x, expected) => {
  expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-12 * Math.max(1, expected));
});

test('the probabilities of all outcomes add up to one', () => {
  for (const n of [0, 1, 7, 100, 2000]) {
    let total = 0;
    for (let k = 0; k <= n; k++) total += Math.exp(logFairBinomial(k, n));
    expect(total).toBeCloseTo(1, 9);
  }
});
