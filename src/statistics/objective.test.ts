import { describe, expect, test } from 'vitest';
import {
  ACCURACY,
  type Objective,
  type Outcome,
  compareBy,
  costPerCorrect,
  covers,
  frontier,
  isAdmissible,
} from './objective.ts';

const perCorrect: Objective = { ...ACCURACY, name: 'cost-per-correct' };
const pareto: Objective = { ...ACCURACY, name: 'pareto' };

const of = (accuracy: number, callsPerItem: number, costPerItemUsd: number | null = null): Outcome => ({
  accuracy,
  callsPerItem,
  costPerItemUsd,
});

describe.each<[string, Objective, Outcome, Outcome]>([
  ['accuracy, whatever it costs', ACCURACY, of(0.6, 9), of(0.5, 1)],
  ['fewer calls for a right answer', perCorrect, of(0.5, 1), of(0.9, 2)],
  ['fewer dollars for one, whatever the calls', perCorrect, of(0.5, 9, 0.001), of(0.9, 1, 0.002)],
  ['nothing paid for something right', perCorrect, of(0.1, 0, 0), of(0.9, 1, 0.01)],
  ['something right over nothing right', perCorrect, of(0.1, 50), of(0, 0)],
  ['at the same price of a right answer, more of them', perCorrect, of(0.8, 2), of(0.4, 1)],
  ['the more accurate of two on the frontier', pareto, of(0.9, 5), of(0.8, 1)],
  ['the cheaper of equals', pareto, of(0.8, 1), of(0.8, 2)],
  ['what reaches the least accuracy', { ...perCorrect, minAccuracy: 0.8 }, of(0.8, 9), of(0.79, 1)],
  ['below it, the more accurate', { ...perCorrect, minAccuracy: 0.8 }, of(0.7, 9), of(0.6, 1)],
  [
    'what is quick enough',
    { ...ACCURACY, maxLatencyMs: 100 },
    { ...of(0.4, 1), latencyMs: 100 },
    { ...of(0.9, 1), latencyMs: 101 },
  ],
])('%s', (_, objective, better, worse) => {
  test('is better, either way round', () => {
    expect(compareBy(objective, better, worse)).toBeLessThan(0);
    expect(compareBy(objective, worse, better)).toBeGreaterThan(0);
    expect(compareBy(objective, better, better)).toBe(0);
    expect(covers(objective, worse, better)).toBe(false);
    expect(covers(objective, better, better)).toBe(true);
  });
});

test('by pareto, one that is better only in one respect does not cover the other', () => {
  expect(covers(pareto, of(0.9, 5), of(0.8, 1))).toBe(false);
  expect(covers(pareto, of(0.9, 1), of(0.8, 1))).toBe(true);
  expect(covers(pareto, of(0.9, 1, 0.2), of(0.8, 9, 0.1))).toBe(false);
});

test('the frontier holds what nothing covers, of equals the first', () => {
  const all = [of(0.5, 1), of(0.9, 4), of(0.7, 4), of(0.7, 2), of(0.7, 2), of(0.4, 2)];
  expect(frontier(all, (one) => one)).toEqual([of(0.9, 4), of(0.7, 2), of(0.5, 1)]);
  expect(frontier(all, (one) => one)[1]).toBe(all[3]);
});

test('what a right answer costs', () => {
  expect(costPerCorrect(of(0.5, 3, 0.01))).toEqual({ usd: 0.02, calls: 6 });
  expect(costPerCorrect(of(0.5, 3))).toEqual({ usd: null, calls: 6 });
  expect(costPerCorrect(of(0, 3, 0.01))).toEqual({ usd: null, calls: null });
});

test('limits are reached or not', () => {
  expect(isAdmissible(ACCURACY, of(0, 64))).toBe(true);
  expect(isAdmissible({ ...ACCURACY, minAccuracy: 0.5 }, of(0.5, 1))).toBe(true);
  expect(isAdmissible({ ...ACCURACY, minAccuracy: 0.5 }, of(0.49, 1))).toBe(false);
  expect(isAdmissible({ ...ACCURACY, maxLatencyMs: 1 }, of(0.5, 1))).toBe(true);
});
