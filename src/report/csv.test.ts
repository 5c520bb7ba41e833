import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';
import { sampleReport } from './sample-report.ts';

const rows = (report = sampleReport()): Record<string, string>[] => parse(toCsv(report), { columns: true });

test('one row a candidate, numbers in full', () => {
  const report = sampleReport();
  const candidates = report.turns.flatMap((turn) => turn.candidates);
  rows(report).forEach((row, i) => {
    expect(row['id']).toBe(candidates[i]!.id);
    expect(row['accuracy'] === '' ? null : Number(row['accuracy'])).toBe(candidates[i]!.accuracy);
    expect(Number(row['cost_usd'])).toBe(candidates[i]!.costUsd);
  });
  expect(rows(report)).toHaveLength(candidates.length);
});

test('an unpriced cost is empty, and an error is no formula', () => {
  const report = sampleReport();
  Object.assign(report.turns[0]!.candidates[0]!, { error: '=HYPERLINK("x")', costUsd: null });
  expect(rows(report)[0]).toMatchObject({ error: `'=HYPERLINK("x")`, cost_usd: '' });
});

test('no candidates: the head alone', () => {
  expect(
    toCsv(sampleReport({ turns: [] }))
      .trimEnd()
      .split('\r\n'),
  ).toHaveLength(1);
});
