import { expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { linearScale, niceTicks, px } from './scale.ts';

test.each([
  [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0.47, 0.83, [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]],
  [0, 37, [0, 10, 20, 30, 40]],
  [5, 5, [5]],
])('ticks from %d to %d', (low, high, expected) => {
  expect(niceTicks(low, high)).toEqual(expected);
});

test('ticks cover the range, rise, and are few, at any size', () => {
  const random = seededRandom('ticks');
  for (let i = 0; i < 500; i++) {
    const low = random() * 10 ** Math.floor(random() * 8 - 6);
    const high = low + random() * 10 ** Math.floor(random() * 8 - 6);
    const ticks = niceTicks(low, high);
    const slack = (high - low) * 1e-6;
    expect(ticks[0]! <= low + slack && ticks.at(-1)! >= high - slack).toBe(true);
    expect(ticks.every((tick, j) => j === 0 || tick > ticks[j - 1]!)).toBe(true);
    expect(ticks.length).toBeLessThan(10);
  }
});

test('a scale goes through its two points; an empty domain is in the middle', () => {
  const scale = linearScale([0, 10], [100, 0]);
  expect([scale(0), scale(5), scale(10)]).toEqual([100, 50, 0]);
  expect(linearScale([3, 3], [0, 10])(3)).toBe(5);
});

test('coordinates are rounded', () => {
  expect(px(12.3456)).toBe('12.3');
  expect(px(4)).toBe('4');
});
