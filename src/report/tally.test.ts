import { describe, expect, test } from 'vitest';
import type { RunReport } from './contract.ts';
import { sampleReport } from './sample-report.ts';
import { addMoney, bestByTurn, costByTurn, rankedFailures, totalCost } from './tally.ts';

test('money keeps what has no price apart', () => {
  expect(addMoney([1, null, 2])).toEqual({ usd: 3, unpriced: 1 });
  expect(addMoney([null, null])).toEqual({ usd: null, unpriced: 2 });
  expect(addMoney([])).toEqual({ usd: 0, unpriced: 0 });
});

describe('bestByTurn', () => {
  test('never falls, and a raced candidate does not raise it', () => {
    const report = sampleReport();
    const raced = report.turns[2]!.candidates[1]!;
    expect(raced.status).toBe('raced');
    raced.accuracy = 1;
    const best = bestByTurn(report).map((entry) => entry.best!);
    expect(best.every((value, i) => i === 0 || value >= best[i - 1]!)).toBe(true);
    expect(Math.max(...best)).toBe(report.winner!.validation!.accuracy);
  });

  test('is null until something was scored', () => {
    const report = sampleReport();
    for (const candidate of report.turns[0]!.candidates) candidate.status = 'crashed';
    expect(bestByTurn(report)[0]).toEqual({ turn: 1, best: null });
  });
});

test('cost by turn adds up to the cost of all candidates', () => {
  const report = sampleReport();
  const total = report.turns.flatMap(({ candidates }) => candidates).reduce((sum, { costUsd }) => sum + costUsd!, 0);
  expect(costByTurn(report).at(-1)!.money.usd).toBeCloseTo(total, 12);
});

test('the ledger adds up', () => {
  expect(totalCost(sampleReport().costs)).toMatchObject({ calls: 5339, tokens: 2_047_850, money: { unpriced: 1 } });
});

test('failures: the most frequent first, zeros left out', () => {
  const failures: RunReport['failures'] = { timeout: 1, exception: 5, memory: 0, cap: 1 };
  expect(rankedFailures(failures)).toEqual([
    ['exception', 5],
    ['cap', 1],
    ['timeout', 1],
  ]);
});
