import { expect, test } from 'vitest';
import { type PairedCell, cellDifference } from './cell-difference.ts';

/** A cell whose items differ by these; the second arm scores 0.2 on all of them. */
const cell = (task: string, seed: number, ...differences: number[]): PairedCell => ({
  task,
  seed,
  items: differences.map((difference, i) => ({ itemId: `${i}`, first: 0.2 + difference, second: 0.2 })),
});

test('no cell in common', () => {
  expect(cellDifference([])).toBeNull();
  expect(cellDifference([cell('A', 0)])).toBeNull();
});

test('the cell is the unit, however many items it has', () => {
  // Cell differences 0.1 and 0.3, so 0.2; a mean over the four items would be 0.15.
  const found = cellDifference([cell('A', 0, 0.1, 0.1, 0.1), cell('A', 1, 0.3)])!;
  expect(found).toMatchObject({ cells: 2, pMethod: 'exact', p: 0.5 });
  expect([found.difference, found.firstMean, found.secondMean]).toEqual(
    [0.2, 0.4, 0.2].map((value) => expect.closeTo(value, 12)),
  );
});

test('one lucky search of three is no evidence, though every one of its 100 items differs', () => {
  const cells = [
    cell('A', 0, ...Array.from({ length: 100 }, () => 0.5)),
    ...[1, 2].map((seed) => cell('A', seed, ...Array.from({ length: 100 }, () => 0))),
  ];
  const { p, interval } = cellDifference(cells)!;
  expect(p).toBe(1);
  // Cell means 0.5, 0, 0: mean 1/6, variance of the mean (1/9 + 2/36) / 2 / 3 = 1/36;
  // items are alike, the rest is 0. t(2) = 4.3027.
  expect(interval).toEqual({ low: expect.closeTo(1 / 6 - 4.3027 / 6, 4), high: expect.closeTo(1 / 6 + 4.3027 / 6, 4) });
});

test('seeds and items, less what both hold', () => {
  // Differences [0.1, 0] and [0.1, 0.1]. Cell means 0.05 and 0.1: variance of the mean 0.000625; item means 0.1
  // and 0.05: the same; residuals are all 0.025 in size: 4 x 0.000625 / 1 / 4, the same. Together 0.000625, on 1
  // degree of freedom.
  const { difference, interval } = cellDifference([cell('A', 0, 0.1, 0), cell('A', 1, 0.1, 0.1)])!;
  expect(difference).toBeCloseTo(0.075, 12);
  expect(interval!.high - difference).toBeCloseTo(12.7062 * 0.025, 6);
});

test('items that differ alike in all seeds: every p over cells is small, the interval knows the items', () => {
  // Item means 1, 0, 0, 0 in each of 10 seeds: variance of the mean 0.75 / 3 / 4 = 1/16 on 3 degrees of freedom.
  const { p, interval, difference } = cellDifference(
    Array.from({ length: 10 }, (_, seed) => cell('A', seed, 0.1, 0, 0, 0)),
  )!;
  expect(p).toBe(2 / 2 ** 10);
  expect(interval!.low).toBeCloseTo(difference - (3.1824 * 0.1) / 4, 4);
  expect(interval!.low).toBeLessThan(0);
});

test('tasks stay apart: their means may differ without widening the interval', () => {
  // Within each task the cells are mean +- 0.01:
  // variance of a task's mean 0.0001, of both (0.0001 + 0.0001) / 4, on 1 + 1 degrees of freedom.
  const alike = (task: string, seed: number, value: number): PairedCell => cell(task, seed, value, value);
  const { interval, difference } = cellDifference([
    alike('A', 0, 0.09),
    alike('A', 1, 0.11),
    alike('B', 0, 0.49),
    alike('B', 1, 0.51),
  ])!;
  expect(difference).toBeCloseTo(0.3, 12);
  expect(interval!.high - difference).toBeCloseTo(4.3027 * Math.sqrt(0.00005), 4);
});

test('one seed has no interval', () =>
  expect(cellDifference([cell('A', 0, 0.1, 0.2), cell('B', 0, 0.1)])!.interval).toBeNull());

test.each([0, 0.1])('cells that all differ by %d show no spread, and have no interval', (by) => {
  expect(cellDifference([cell('A', 0, by, by), cell('A', 1, by, by)])!.interval).toBeNull();
});

test('where each seed has items of its own, the cells hold what comes of them', () => {
  // Cell differences 0.1 and 0.3: variance of the mean 0.02 / 2 = 0.01, on 1 degree of freedom.
  const own = [0, 1].map((seed) => ({
    task: 'A',
    seed,
    items: [0, 0.2 + 0.4 * seed].map((first, i) => ({ itemId: `${seed}/${i}`, first, second: 0 })),
  }));
  const { difference, interval } = cellDifference(own)!;
  expect(difference).toBeCloseTo(0.2, 12);
  expect(interval!.low).toBeCloseTo(Math.max(-1, 0.2 - 12.7062 * 0.1), 4);
});
