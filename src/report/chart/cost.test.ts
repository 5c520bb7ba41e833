import { expect, test } from 'vitest';
import type { TurnReport } from '../contract.ts';
import { sampleReport } from '../sample-report.ts';
import { costChart, shareBar } from './cost.ts';

const priced = (price: (slot: number) => number | null): TurnReport[] =>
  sampleReport().turns.map((turn) => ({
    ...turn,
    candidates: turn.candidates.map((one) => ({ ...one, costUsd: price(one.slot) })),
  }));

test('a point a turn, and the sum in words', () => {
  const chart = costChart(sampleReport({ turns: priced(() => 0.5) })).text;
  expect(chart).toContain('Cumulative cost of the search by turn, $8.00 after the last.');
  expect(chart).toContain('<title>turn 3: $3.00</title>');
  expect(chart).not.toMatch(/NaN|Infinity/);
});

test('no known price: no drawing and no dollars', () => {
  const chart = costChart(sampleReport({ turns: priced(() => null) })).text;
  expect(chart).toContain('Unpriced');
  expect(chart).not.toMatch(/svg|\$/);
});

test('a price missing for some is said', () => {
  const chart = costChart(sampleReport({ turns: priced((slot) => (slot === 0 ? 0.5 : null)) })).text;
  expect(chart).toContain('8 of the candidates have no known price');
  expect(chart).toContain('$4.00 + unpriced after the last');
});

test('a free search is drawn on its axis', () => {
  expect(costChart(sampleReport({ turns: priced(() => 0) })).text).not.toMatch(/NaN|Infinity/);
});

test('no turn yet', () => {
  expect(costChart(sampleReport({ turns: [] })).text).toContain('No turn has ended yet.');
});

test('a bar is as long as its share', () => {
  expect(shareBar(0.25).text).toContain('class="fill" width="25.00%"');
});
