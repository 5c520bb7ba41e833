import { expect, test } from 'vitest';
import { studentP } from './student-t.ts';
import { tQuantile } from './t-quantile.ts';

// Closed forms: one degree is Cauchy, 1 - 2 atan(t) / pi; two degrees, 1 - t / sqrt(2 + t^2).
test.each([0.1, 1, 2.5, 12.7062, 400])('one and two degrees of freedom at t = %d', (t) => {
  expect(studentP(t, 1)).toBeCloseTo(1 - (2 * Math.atan(t)) / Math.PI, 12);
  expect(studentP(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
});

test.each([1, 2, 3, 4, 7, 12, 30])('the 95%% point of %d degrees has p = 0.05', (degrees) => {
  expect(studentP(tQuantile(degrees), degrees)).toBeCloseTo(0.05, 4);
  expect(studentP(-tQuantile(degrees), degrees)).toBeCloseTo(0.05, 4);
});

test('no difference at all, and one without any spread', () => {
  expect(studentP(0, 4)).toBe(1);
  expect(studentP(Infinity, 4)).toBe(0);
  expect(studentP(NaN, 4)).toBe(1);
});
