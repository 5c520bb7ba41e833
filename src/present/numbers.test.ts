import { describe, expect, test } from 'vitest';
import {
  callsAnItem,
  count,
  decimal,
  dollars,
  duration,
  interval,
  moment,
  money,
  percent,
  percentWithInterval,
  plain,
  points,
  pointsWithInterval,
  pValue,
  ratio,
  roughDuration,
  size,
} from './numbers.ts';

describe('dollars', () => {
  test.each([
    [null, 'unpriced'],
    [0, '$0'],
    [12.345, '$12.35'],
    [0.41234, '$0.4123'],
    [0.25, '$0.25'],
    [0.412, '$0.412'],
    [0.0071, '$0.0071'],
    [0.000139, '$0.00014'],
    [0.0000000012, '$0.0000000012'],
  ])('%d: %s', (amount, expected) => {
    expect(dollars(amount)).toBe(expected);
  });

  test('an amount above zero never reads as zero', () => {
    for (let exponent = 2; exponent > -9; exponent--)
      expect(Number(dollars(3 * 10 ** exponent).slice(1))).toBeGreaterThan(0);
  });

  test('a sum says that a part has no price', () => {
    expect(money({ usd: 0.5, unpriced: 2 })).toBe('$0.50 + unpriced');
    expect(money({ usd: 0.5, unpriced: 0 })).toBe('$0.50');
    expect(money({ usd: null, unpriced: 2 })).toBe('unpriced');
  });
});

test.each([
  [percent(0.72654), '72.7%'],
  [percent(null), '–'],
  [percent(-0.00001), '0.0%'],
  [percentWithInterval(0.727, { low: 0.642, high: 0.8 }), '72.7% [64.2, 80.0]'],
  [percentWithInterval(0.727, null), '72.7%'],
  [percentWithInterval(null, null), '–'],
  [points(0.0942), '+9.4 points'],
  [points(-0.0942), '−9.4 points'],
  [points(0), '0.0 points'],
  [points(-0.0001), '0.0 points'],
  [points(0.0001), '0.0 points'],
  [pointsWithInterval({ difference: 0.0942, interval: { low: -0.031, high: 0.156 } }), '+9.4 points [−3.1, 15.6]'],
  [decimal(-1.25, 1), '−1.3'],
  [decimal(-0.04, 1), '0.0'],
  [decimal(-0.4, 0), '0'],
  [decimal(undefined, 3), '–'],
  [interval({ low: -0.0512, high: 0.2 }), '[−5.1, 20.0]'],
  [interval({ low: -0.0001, high: 1 }), '[0.0, 100.0]'],
  [interval(null), '–'],
  [count(1234567), '1,234,567'],
  [count(1, 'call'), '1 call'],
  [count(1234, 'call'), '1,234 calls'],
  [count(0, 'call'), '0 calls'],
  [ratio(2.4), '2.4'],
  [ratio(0.33333, 3), '0.333'],
  [ratio(-1), '−1'],
  [ratio(3), '3'],
  [callsAnItem(1), '1 call an item'],
  [callsAnItem(0.996), '1 call an item'],
  [callsAnItem(2.4), '2.4 calls an item'],
  [ratio(10.04), '10'],
  [ratio(20), '20'],
  [pValue(0.0004), 'p < 0.001'],
  [pValue(0.0421), 'p = 0.042'],
  [moment('2026-01-02T03:04:05Z'), '2026-01-02 03:04 UTC'],
  [moment(Date.UTC(2026, 0, 2, 3, 4)), '2026-01-02 03:04 UTC'],
  [moment('yesterday'), 'yesterday'],
  [moment(NaN), '–'],
  [size(512), '512 B'],
  [size(1_500), '1.5 kB'],
  [size(999_960), '1.0 MB'],
  [size(12_345_678_901), '12.3 GB'],
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

test.each([
  [1, '10 s'],
  [41_000, '50 s'],
  [300_000, '5 min'],
  [6_000_000, '1.7 h'],
  [10 * 86_400_000, '10 d'],
])('%d ms: about %s', (ms, expected) => {
  expect(roughDuration(ms)).toBe(expected);
});
