import { expect, test } from 'vitest';
import { seededRandom } from '../../../base/random.ts';
import { mixedProbabilities, selectParent, topRounds } from './select-parent.ts';

const rounds = (...accuracies: number[]) => accuracies.map((accuracy) => ({ accuracy }));

test.each([
  { scores: [0.5], uniformShare: 0.3, scoreSharpness: 0.2, expected: [1] },
  { scores: [0.4, 0.4, 0.4, 0.4], uniformShare: 0.3, scoreSharpness: 0.2, expected: [0.25, 0.25, 0.25, 0.25] },
  // 5 points apart: exp(-0.2 * 5) = 1/e, so the softmax is 1 / (1 + e) = 0.268941 and 0.731059.
  { scores: [0.5, 0.55], uniformShare: 0.3, scoreSharpness: 0.2, expected: [0.338259, 0.661741] },
  { scores: [0.5, 0.55], uniformShare: 0, scoreSharpness: 0.2, expected: [0.268941, 0.731059] },
  { scores: [0.5, 0.55], uniformShare: 1, scoreSharpness: 0.2, expected: [0.5, 0.5] },
  { scores: [0.5, 0.55], uniformShare: 0.3, scoreSharpness: 0, expected: [0.5, 0.5] },
  // Far behind, only the uniform share is left: 0.3 / 2.
  { scores: [0, 1], uniformShare: 0.3, scoreSharpness: 0.2, expected: [0.15, 0.85] },
])('P of $scores, lambda $uniformShare, alpha $scoreSharpness', ({ scores, expected, ...mixture }) => {
  const found = mixedProbabilities(rounds(...scores), mixture);
  for (const [i, probability] of found.entries()) expect(probability).toBeCloseTo(expected[i] ?? NaN, 5);
  expect(found.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
});

test('the first round is always among the top, the others are the best, the earlier of equals', () => {
  const all = [0.2, 0.5, 0.7, 0.5, 0.6, 0.1].map((accuracy, i) => ({ accuracy, i }));
  expect(topRounds(all, 4).map(({ i }) => i)).toEqual([0, 2, 4, 1]);
  expect(topRounds(all, 1).map(({ i }) => i)).toEqual([0]);
  expect(topRounds(all.slice(0, 2), 4).map(({ i }) => i)).toEqual([0, 1]);
  expect(topRounds([], 4)).toEqual([]);
});

test('parents come up as often as their probabilities say', () => {
  const random = seededRandom('parents', 1);
  const mixture = { uniformShare: 0.3, scoreSharpness: 0.2 };
  const [low, high] = rounds(0.5, 0.55);
  const drawn = Array.from({ length: 10_000 }, () => selectParent([low!, high!], mixture, random));
  // Five standard errors: sqrt(0.34 * 0.66 / 10,000) = 0.0047.
  expect(Math.abs(drawn.filter((one) => one === low).length / 10_000 - 0.3383)).toBeLessThan(0.024);
  expect(selectParent([], mixture, random)).toBeUndefined();
});
