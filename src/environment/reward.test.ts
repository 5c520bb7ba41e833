import { describe, expect, it } from 'vitest';
import { reward } from './reward.ts';

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
