import { expect, test } from 'vitest';
import { resample } from './resample.ts';
import type { TrainingRow } from './rows.ts';

const WEIGHTS = [1, 0, 3.4903, 12.1825, 1, 0.25];

function rowsOf(weights: readonly number[]): TrainingRow[] {
  return weights.map((weight, i) => ({
    version: 1,
    id: `r/t01c${i}#0`,
    episode: 'r/e0',
    state: 'r/t01',
    task: 't',
    turn: 1,
    slot: i,
    kind: 'action',
    messages: [],
    completion: 'x',
    finish: 'stop',
    tokens: null,
    reward: 0,
    weight,
  }));
}

function copies(weights: readonly number[], seed: number, count?: number): number[] {
  const drawn = resample(rowsOf(weights), { seed, count });
  return weights.map((_, i) => drawn.filter(({ slot }) => slot === i).length);
}

test('unbiased: over seeds a row comes as often as its weight asks', () => {
  const whole = WEIGHTS.reduce((sum, weight) => sum + weight, 0);
  const seeds = 4_000;
  const totals = WEIGHTS.map(() => 0);
  for (let seed = 0; seed < seeds; seed++) copies(WEIGHTS, seed).forEach((count, i) => (totals[i]! += count));
  for (const [i, weight] of WEIGHTS.entries()) {
    const wanted = (WEIGHTS.length * weight) / whole;
    // Copies take two neighbouring values, so their standard deviation is at most 0.5; five standard errors.
    expect(Math.abs(totals[i]! / seeds - wanted), `row ${i}`).toBeLessThan((5 * 0.5) / Math.sqrt(seeds));
  }
});

test.each([0, 1, 2, 3, 99])('low variance: with seed %d every row comes floor or ceil of what it should', (seed) => {
  const whole = WEIGHTS.reduce((sum, weight) => sum + weight, 0);
  const counts = copies(WEIGHTS, seed, 1000);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1000);
  counts.forEach((count, i) => expect(Math.abs(count - (1000 * WEIGHTS[i]!) / whole)).toBeLessThan(1));
});

test('equal weights give every row once, in order, with its own id and weight 1', () => {
  const rows = rowsOf([3, 3, 3]);
  expect(resample(rows, { seed: 5 })).toEqual(rows.map((row) => ({ ...row, weight: 1 })));
});

test('copies are told apart by their ids', () => {
  expect(resample(rowsOf([1]), { seed: 0, count: 3 }).map(({ id }) => id)).toEqual([
    'r/t01c0#0',
    'r/t01c0#0~1',
    'r/t01c0#0~2',
  ]);
});

test('no weight at all is refused', () => {
  expect(() => resample(rowsOf([0, 0]), { seed: 0 })).toThrow(expect.objectContaining({ code: 'weights-all-zero' }));
});
