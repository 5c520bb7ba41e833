import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PythonRandom, pythonOrder } from './python-random.ts';
import { dataDir, noData } from '../../tests/support/test-data.ts';

test('draws the same bits as CPython', () => {
  // Python 3.11: random.seed(0); [random.getrandbits(32) for _ in range(3)], then random.getrandbits(7).
  const random = new PythonRandom(0);
  expect([random.bits(32), random.bits(32), random.bits(32), random.bits(7)]).toEqual([
    3626764237, 1654615998, 3255389356, 113,
  ]);
});

test('refuses a seed that CPython would seed differently', () => {
  expect(() => new PythonRandom(-1)).toThrow('Expected `seed` to be an integer');
});

describe.skipIf(noData)('published seed-0 splits (skipped without benchmark data)', () => {
  const published = noData ? {} : JSON.parse(readFileSync(`${dataDir}/splits/seed0_splits.json`, 'utf8'));

  test.each([
    ['adas_gsm8k', 1319],
    ['adas_gsm_hard', 1319],
    ['adas_svamp', 1000],
    ['adas_mgsm', 2750],
  ])('%s', (name, rows) => {
    const order = pythonOrder(rows);
    expect(order.slice(0, 128)).toEqual(published[name].valid);
    expect(order.slice(128, 928)).toEqual(published[name].test);
  });

  test('w4s_gsm_hard', () => {
    const order = pythonOrder(1319);
    const split = published.w4s_gsm_hard;
    expect(order.slice(0, 128)).toEqual(split.valid_0_128);
    expect(order.slice(128, 628)).toEqual(split.test_128_628);
    expect(order.slice(628, 828)).toEqual(split.valid_sample_628_828);
    expect(order.slice(828)).toEqual([...split.train_private_valid_828_888, ...split.train_public_valid_888_end]);
  });

  test('adas_drop leaves out the first and the last row', () => {
    const order = pythonOrder(9534).map((row) => row + 1);
    expect(order.slice(0, 128)).toEqual(published.adas_drop.valid);
    expect(order.slice(128, 928)).toEqual(published.adas_drop.test);
  });
});
