import { expect, test } from 'vitest';
import { trainingDifference } from './training-difference.ts';

const pairs = (differences: readonly number[]) => differences.map((first, seed) => ({ seed, first, second: 0 }));

// Sleep gained by ten patients under two drugs: Student's own data, differences 1.2, 2.4, ...
// with t = 4.0621, p = 0.00283.
test("Student's own example", () => {
  const found = trainingDifference(pairs([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]))!;
  expect(found.difference).toBeCloseTo(1.58, 10);
  expect(found.p).toBeCloseTo(0.002833, 5);
  expect(found.interval!.low).toBeCloseTo(0.7001, 3);
  expect(found.interval!.high).toBeCloseTo(2.4599, 3);
});

test('one training shows a difference and nothing about others', () => {
  expect(trainingDifference([{ seed: 0, first: 0.6, second: 0.4 }])).toMatchObject({
    trainings: 1,
    interval: null,
    p: null,
  });
  expect(trainingDifference([])).toBeNull();
});

test('equal trainings differ by nothing', () => {
  expect(trainingDifference(pairs([0, 0, 0]))).toMatchObject({ difference: 0, interval: null, p: 1 });
});

test.each([
  [[0.25, 0.25]],
  [[0.1, 0.1, 0.1]], // their mean is none of them, by a rounding
])('trainings that differ by the same show no spread to test against: %j', (differences) => {
  expect(trainingDifference(pairs(differences))).toMatchObject({ interval: null, p: null });
});
