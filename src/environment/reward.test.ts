import { describe, expect, it } from 'vitest';
import { ACCURACY, type ObjectiveName, type Outcome } from '../statistics/index.ts';
import { type Reward, reward, rewardBy } from './reward.ts';

describe('reward', () => {
  it.each([
    ['the first score of a run', { accuracy: 0.2, best: null, previous: null }, 1],
    ['a new best', { accuracy: 0.61, best: 0.6, previous: 0.4 }, 1],
    ['the best repeated', { accuracy: 0.6, best: 0.6, previous: 0.6 }, 0],
    ['the best repeated after a worse turn', { accuracy: 0.6, best: 0.6, previous: 0.4 }, 0.5],
    ['better than the turn before, below the best', { accuracy: 0.5, best: 0.6, previous: 0.4 }, 0.5],
    ['equal to the turn before', { accuracy: 0.4, best: 0.6, previous: 0.4 }, 0],
    ['worse than the turn before', { accuracy: 0.3, best: 0.6, previous: 0.4 }, 0],
    ['a zero as first score', { accuracy: 0, best: null, previous: null }, 1],
    ['a candidate without a score', { accuracy: null, best: 0.6, previous: 0.4 }, 0],
    ['a candidate without a score in the first turn', { accuracy: null, best: null, previous: null }, 0],
  ] as const)('%s', (_, input, expected) => {
    expect(reward(input)).toBe(expected);
  });
});

const of = (accuracy: number, callsPerItem: number): Outcome => ({ accuracy, callsPerItem });

it.each<[string, ObjectiveName, Outcome, Outcome[], Outcome | null, Reward]>([
  ['a cheaper right answer', 'cost-per-correct', of(0.5, 1), [of(0.9, 3)], of(0.9, 3), 1],
  ['a dearer one, however accurate', 'cost-per-correct', of(0.9, 3), [of(0.5, 1)], of(0.5, 1), 0],
  [
    'dearer than the best, cheaper than the last',
    'cost-per-correct',
    of(0.8, 2),
    [of(0.5, 1), of(0.9, 3)],
    of(0.9, 3),
    0.5,
  ],
  ['accurate at a price that nothing had', 'pareto', of(0.6, 2), [of(0.5, 1), of(0.9, 3)], of(0.9, 3), 1],
  ['less accurate and dearer than one of them', 'pareto', of(0.5, 2), [of(0.6, 1), of(0.9, 3)], of(0.6, 1), 0],
  ['not on the frontier, but cheaper than the last', 'pareto', of(0.5, 2), [of(0.6, 1), of(0.9, 3)], of(0.9, 3), 0.5],
  ['the same again', 'pareto', of(0.6, 1), [of(0.6, 1)], of(0.6, 1), 0],
])('by what counts: %s', (_, name, outcome, earlier, last, expected) => {
  expect(rewardBy({ ...ACCURACY, name }, outcome, { earlier, last })).toBe(expected);
});
