import { expect, test } from 'vitest';
import type { CandidateReport } from '../contract.ts';
import { sampleReport } from '../sample-report.ts';
import { accuracyChart } from './accuracy.ts';

/** The drawing for a desk's width. */
const drawn = (report = sampleReport()): string => accuracyChart(report).text.split('<div class="narrow">')[0]!;

const occurrences = (text: string, part: string): number => text.split(part).length - 1;

test('one mark a candidate: filled, hollow or a cross', () => {
  const chart = drawn();
  const all = sampleReport().turns.flatMap(({ candidates }) => candidates);
  const number = (wanted: (one: CandidateReport) => boolean): number => all.filter(wanted).length;
  expect(occurrences(chart, 'class="point"')).toBe(number(({ status }) => status === 'scored'));
  expect(occurrences(chart, 'class="point partial"')).toBe(number(({ status }) => status === 'raced'));
  expect(occurrences(chart, 'class="unscored"')).toBe(number(({ accuracy }) => accuracy === null));
});

test('higher accuracy stands higher, and every mark inside of the drawing', () => {
  const report = sampleReport();
  const marks = [...drawn(report).matchAll(/(t\d+c\d+): \w+, ([\d.]+)%[^]*?<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
  const points = marks.map(([, , accuracy, x, y]) => ({ accuracy: Number(accuracy), x: Number(x), y: Number(y) }));
  points.sort((a, b) => a.accuracy - b.accuracy);
  expect(points.length).toBeGreaterThan(10);
  points.forEach(({ x, y }, i) => {
    expect(y).toBeLessThanOrEqual(points[i - 1]?.y ?? Infinity);
    expect(x > 0 && x < 880 && y > 0 && y < 300).toBe(true);
  });
});

test('the running best and the start are drawn, and told to those who do not see it', () => {
  const chart = drawn();
  expect(occurrences(chart, 'class="best"')).toBe(1);
  expect(occurrences(chart, 'class="start"')).toBe(1);
  expect(chart).toMatch(/aria-label="Validation accuracy by turn\. Running best [\d.]+% after turn 1,/);
  expect(chart).toMatch(/, [\d.]+% after turn 8\. Start 60\.9%/);
  expect(drawn(sampleReport({ start: null }))).not.toContain('class="start"');
});

test.each([
  ['perfect', 1],
  ['all wrong', 0],
])('one candidate, %s, without an interval', (_, accuracy) => {
  const [turn] = sampleReport().turns;
  const only = { ...turn!.candidates[0]!, accuracy, interval: null };
  const chart = drawn(sampleReport({ turns: [{ turn: 1, candidates: [only] }], start: null }));
  expect(chart).not.toMatch(/NaN|Infinity/);
  expect(chart).toContain('<circle');
});

test('says so when nothing was scored', () => {
  expect(accuracyChart(sampleReport({ turns: [] })).text).toContain('No candidate was scored.');
});
