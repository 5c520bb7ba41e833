import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { newcombeInterval } from './newcombe.ts';

test('the airway example of Fagerland, Lydersen and Laake (Statistics in Medicine 33:2850, 2014)', () => {
  const { low, high } = newcombeInterval({ both: 1, onlyFirst: 1, onlySecond: 7, neither: 12 });
  expect(low).toBeCloseTo(-0.507, 3);
  expect(high).toBeCloseTo(-0.026, 3);
});

test('worked by hand: no item differs, 8 right and 2 wrong', () => {
  // phi = (16 - 5) / 16; both Wilson intervals are (0.4901625, 0.9433178) around 0.8.
  const phi = 11 / 16;
  const [down, up] = [0.8 - 0.4901625, 0.9433178 - 0.8];
  const half = Math.sqrt(down * down - 2 * phi * down * up + up * up);
  const { low, high } = newcombeInterval({ both: 8, onlyFirst: 0, onlySecond: 0, neither: 2 });
  expect(low).toBeCloseTo(-half, 6);
  expect(high).toBeCloseTo(half, 6);
});

test('holds the difference, stays in [-1, 1], and mirrors when the sides change', () => {
  const random = seededRandom('tables');
  const count = (): number => Math.floor(random() * 12);
  for (let i = 0; i < 500; i++) {
    const table = { both: count(), onlyFirst: count(), onlySecond: count(), neither: count() + 1 };
    const n = table.both + table.onlyFirst + table.onlySecond + table.neither;
    const difference = (table.onlyFirst - table.onlySecond) / n;
    const { low, high } = newcombeInterval(table);
    const mirrored = newcombeInterval({ ...table, onlyFirst: table.onlySecond, onlySecond: table.onlyFirst });
    expect(low >= -1 && low <= difference && difference <= high && high <= 1).toBe(true);
    expect(mirrored.low).toBeCloseTo(-high, 12);
  }
});
