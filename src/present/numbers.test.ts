import { describe, expect, test } from 'vitest';
import { count, duration, interval, moment, money, percent, plain, points, pValue, ratio, usd } from './numbers.ts';

describe('usd', () => {
  test.each([
    [null, 'unpriced'],
    [0, '$0'],
    [12.345, '$12.35'],
    [0.41234, '$0.4123'],
    [0.0071, '$0.0071'],
    [0.000139, '$0.00014'],
    [0.0000000012, '$0.0000000012'],
  ])('%d: %s', (amount, expected) => {
    expect(usd(amount)).toBe(expected);
  });

  test('an amount above zero never reads as zero', () => {
    for (let exponent = 2; exponent > -9; exponent--)
      expect(Number(usd(3 * 10 ** exponent).slice(1))).toBeGreaterThan(0);
  });

  test('a sum says that a part has no price', () => {
    expect(money({ usd: 0.5, unpriced: 2 })).toBe('$0.5000 + unpriced');
    expect(money({ usd: 0.5, unpriced: 0 })).toBe('$0.5000');
    expect(money({ usd: null, unpriced: 2 })).toBe('unpriced');
  });
});

test.each([
  [percent(0.72654), '72.7 %'],
  [percent(null), '–'],
  [points(0.0942), '+9.4 pts'],
  [points(-0.0942), '−9.4 pts'],
  [points(0), '0.0 pts'],
  [points(-0.0001), '0.0 pts'],
  [points(0.0001), '0.0 pts'],
  [interval({ low: -0.0512, high: 0.2 }), '[−5.1, 20.0]'],
  [interval({ low: -0.0001, high: 1 }), '[0.0, 100.0]'],
  [interval(null), '–'],
  [count(1234567), '1,234,567'],
  [ratio(2.4), '2.4'],
  [ratio(3), '3'],
  [ratio(10.04), '10'],
  [ratio(20), '20'],
  [pValue(0.0004), 'p < 0.001'],
  [pValue(0.0421), 'p = 0.042'],
  [moment('2026-01-02T03:04:05Z'), '2026-01-02 03:04 UTC'],
  [moment('yesterday'), 'yesterday'],
  [plain('text'), 'text'],
  [plain({ a: [1, null] }), '{"a":[1,null]}'],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});

test.each([
  [null, '–'],
  [0.4, '0 ms'],
  [999.7, '1.0 s'],
  [59_960, '1 min 0 s'],
  [200_000, '3 min 20 s'],
  [3_599_400, '59 min 59 s'],
  [7_500_000, '2 h 05 min'],
])('%d ms: %s', (ms, expected) => {
  expect(duration(ms)).toBe(expected);
});
