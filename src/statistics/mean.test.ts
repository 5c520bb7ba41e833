import { expect, test } from 'vitest';
import { seededRandom, shuffled } from '../base/random.ts';
import { mean, meanOf } from './mean.ts';

test.each([3, 5, 6, 7, 8, 10, 12, 24])('%d equal scores have that score as their mean', (n) => {
  for (const score of [0.1, 0.2, 0.3, 0.6, 0.7, 0.8, 0.9, 1])
    expect(mean(Array.from({ length: n }, () => score))).toBe(score);
});

test.each([3, 9, 16, 100])('%d scores have one mean in any order', (n) => {
  const random = seededRandom('order', n);
  for (let i = 0; i < 200; i++) {
    const scores = Array.from({ length: n }, () => Math.round(random() * 10) / 10);
    expect(mean(shuffled(scores, random))).toBe(mean(scores));
  }
});

test('a share is what it is', () => expect(meanOf(2, 3)).toBe(2 / 3));
