import { expect, test } from 'vitest';
import { mcnemarTest } from './mcnemar.ts';

// Exact rational arithmetic (Python fractions). 1/7 is the airway example of Fagerland, Lydersen and Laake (2013), who
// print 0.070 and 0.039.
test.each([
  [1, 7, 0.0703125, 0.0390625],
  [6, 16, 0.052478790283203125, 0.03468966484069824],
  [121, 59, 4.434449263755176e-6, 3.2666467957745924e-6],
  [0, 5, 0.0625, 0.03125],
  [5200, 4800, 6.593515598672442e-5, 6.326218680730252e-5],
  [1000, 1100, 0.030720707864242296, 0.029110633685909038],
])('%i against %i', (onlyFirst, onlySecond, exact, mid) => {
  expect(mcnemarTest({ onlyFirst, onlySecond }) / exact).toBeCloseTo(1, 8);
  expect(mcnemarTest({ onlyFirst, onlySecond }, { midP: true }) / mid).toBeCloseTo(1, 8);
});

test('as many each way, or none at all, says nothing', () => {
  for (const count of [0, 1, 3, 500, 1_000_000]) {
    expect(mcnemarTest({ onlyFirst: count, onlySecond: count })).toBe(1);
  }
});

test('is symmetric, in (0, 1], and falls as the sides part', () => {
  for (let n = 1; n < 80; n++) {
    let last = 0;
    for (let k = 0; 2 * k <= n; k++) {
      const p = mcnemarTest({ onlyFirst: k, onlySecond: n - k });
      expect(p).toBe(mcnemarTest({ onlyFirst: n - k, onlySecond: k }));
      expect(p > last && p <= 1).toBe(true);
      last = p === 1 ? 0.999 : p;
    }
  }
});

test('survives counts far beyond what factorials hold', () => {
  expect(mcnemarTest({ onlyFirst: 3_000_000, onlySecond: 3_001_000 })).toBeGreaterThan(0.5);
  expect(mcnemarTest({ onlyFirst: 0, onlySecond: 5000 })).toBe(0);
});

test('refuses what is no count', () => {
  expect(() => mcnemarTest({ onlyFirst: -1, onlySecond: 2 })).toThrow(RangeError);
  expect(() => mcnemarTest({ onlyFirst: 0.5, onlySecond: 2 })).toThrow(RangeError);
});
