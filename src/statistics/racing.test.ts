import { describe, expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { canStillWin, isClearlyBehind, slices } from './racing.ts';

describe('canStillWin', () => {
  test.each([
    [{ scoredSum: 0, scored: 0, total: 10, threshold: null }, true],
    [{ scoredSum: 0, scored: 3, total: 10, threshold: 0.69 }, true],
    [{ scoredSum: 0, scored: 3, total: 10, threshold: 0.7 }, false],
    [{ scoredSum: 0, scored: 4, total: 10, threshold: 0.7 }, false],
    [{ scoredSum: 10, scored: 10, total: 10, threshold: 1 }, false],
    [{ scoredSum: 8, scored: 10, total: 10, threshold: 0.7 }, true],
  ])('%j: %s', (state, expected) => {
    expect(canStillWin(state)).toBe(expected);
  });

  test('never drops a candidate that ends up strictly best', () => {
    const random = seededRandom('race');
    for (let i = 0; i < 500; i++) {
      const total = 1 + Math.floor(random() * 40);
      const scores = Array.from({ length: total }, () => (random() < 0.7 ? 1 : random()));
      const mean = scores.reduce((a, b) => a + b) / total;
      const threshold = mean - (1 / total) * random() - 1e-6;
      let scoredSum = 0;
      scores.forEach((score, scored) => {
        expect(canStillWin({ scoredSum, scored, total, threshold })).toBe(true);
        scoredSum += score;
      });
    }
  });

  test('a tie in graded scores is no win, however the sum was rounded', () => {
    const total = 10;
    const scoredSum = Array.from({ length: total }, () => 0.1).reduce((a, b) => a + b);
    expect(canStillWin({ scoredSum, scored: total, total, threshold: 0.1 })).toBe(false);
  });
});

describe('isClearlyBehind', () => {
  const times = (n: number, value: number): number[] => Array.from({ length: n }, () => value);
  test.each([
    ['no pair', [], false],
    ['fifteen losses', times(15, -1), false],
    ['sixteen losses', times(16, -1), true],
    ['sixteen ties', times(16, 0), false],
    ['sixteen wins', times(16, 1), false],
    // z = -0.125 / (0.3416 / 4) = -1.46 and -0.0625 / (0.25 / 4) = -1
    ['two losses of sixteen', [-1, -1, ...times(14, 0)], true],
    ['one loss of sixteen', [-1, ...times(15, 0)], false],
    ['more wins than losses', [-1, 1, 1, ...times(29, 0)], false],
  ])('%s: %s', (_, differences, expected) => {
    expect(isClearlyBehind(differences)).toBe(expected);
  });
});

describe('slices', () => {
  test.each([
    [128, [16, 32, 64, 128]],
    [100, [13, 25, 50, 100]],
    [3, [1, 2, 3]],
    [1, [1]],
    [0, []],
  ])('%i', (total, expected) => {
    expect(slices(total)).toEqual(expected);
  });

  test('refuses what is no count', () => {
    expect(() => slices(2.5)).toThrow('Expected `total` to be a non-negative integer, got `2.5`');
  });
});
