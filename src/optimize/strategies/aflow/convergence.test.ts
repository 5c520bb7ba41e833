import { expect, test } from 'vitest';
import { isConverged, standardError } from './convergence.ts';

const rounds = (accuracies: number[], error = 0) => accuracies.map((accuracy) => ({ accuracy, standardError: error }));
const rule = { convergenceTop: 3, convergenceZ: 0, convergenceRounds: 5 };
/** The three best are there, and nothing after them is as good. */
const behind = (count: number): number[] => [0.5, 0.6, 0.7, ...Array.from({ length: count }, () => 0.4)];

// Y is 0.5, 0.55, 0.6 over the first three rounds and stays there: each round after them leaves it unchanged.
test.each([
  { name: 'four unchanged', scores: behind(4), expected: false },
  { name: 'five unchanged', scores: behind(5), expected: true },
  {
    name: 'a better one between',
    scores: [...behind(4), 0.65, ...Array.from({ length: 4 }, () => 0.4)],
    expected: false,
  },
  {
    name: 'five after a better one',
    scores: [...behind(4), 0.65, ...Array.from({ length: 5 }, () => 0.4)],
    expected: true,
  },
  { name: 'one as good as the third best', scores: [...behind(4), 0.5], expected: true },
  { name: 'all the same from the first', scores: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5], expected: true },
  { name: 'fewer rounds than are watched', scores: [0.5, 0.5, 0.5], expected: false },
])('$name: $expected', ({ scores, expected }) => {
  expect(isConverged(rounds(scores), rule)).toBe(expected);
});

test('`null` never ends, and fewer rounds end earlier', () => {
  expect(isConverged(rounds(behind(50)), { ...rule, convergenceRounds: null })).toBe(false);
  expect(isConverged(rounds(behind(2)), { ...rule, convergenceRounds: 2 })).toBe(true);
});

test('changes within z standard errors count as none', () => {
  // Each best of three rises by 0.01 a round; the error of Y is sqrt(3 * 0.03^2) / 3 = 0.0173, of its change 0.0245.
  const rising = rounds([0.5, 0.51, 0.52, 0.53, 0.54, 0.55, 0.56, 0.57], 0.03);
  expect(isConverged(rising, { ...rule, convergenceZ: 0.4 })).toBe(false);
  expect(isConverged(rising, { ...rule, convergenceZ: 0.42 })).toBe(true);
});

test('the standard error of a mean', () => {
  // Variance 1/4, four scores.
  expect(standardError([0, 1, 0, 1])).toBeCloseTo(0.25, 12);
  expect(standardError([])).toBe(0);
});
