import { expect, test } from 'vitest';
import { sampleReport } from './sample-report.ts';
import { renderText } from './text.ts';

test('holds what a reader came for', () => {
  const text = renderText(sampleReport());
  expect(text).toContain('SIMULATED. ');
  expect(text).toMatch(/^winner +78\.9% \[71\.0, 85\.1\] n 128 +[\d.]+% \[[\d.]+, [\d.]+\] n \d+(?:, \d+ missing)? /m);
  expect(text).toMatch(/^best by turn +[▁-█]{8} /m);
  expect(text).toMatch(/^judge, test +500 +94,000 +unpriced$/m);
  expect(text).toMatch(/^t08c0 \* +scored +78\.9%/m);
});

test('the columns of the candidates are aligned', () => {
  const lines = renderText(sampleReport()).split('\n');
  const start = lines.findIndex((line) => line.startsWith('candidate '));
  const table = lines.slice(start, start + 17);
  expect(table).toHaveLength(17);
  expect(new Set(table.map((line) => line.length)).size).toBe(1);
});

test('fits a wide terminal', () => {
  const { run } = sampleReport();
  const lines = renderText(sampleReport({ run: { ...run, simulated: false } })).split('\n');
  expect(
    Math.max(...lines.filter((line) => !/^(racing|break-even|test split)/.test(line)).map((line) => line.length)),
  ).toBeLessThan(120);
});

test('obeys no control character of a name', () => {
  const { run } = sampleReport();
  const text = renderText(sampleReport({ run: { ...run, name: 'x\u001b[2J\ny', warnings: ['\u0007'] } }));
  for (const control of ['\u001b', '\u0007']) expect(text).not.toContain(control);
  expect(text.split('\n')[0]).toBe('x\\u001b[2J y');
});

test('a run in which nothing happened', () => {
  const text = renderText(
    sampleReport({
      turns: [],
      start: null,
      winner: null,
      costs: [],
      failures: {},
      racing: null,
      runnerUp: null,
      breakEven: null,
    }),
  );
  expect(text).toContain('No candidate was scored, so there is no winner.');
  expect(text).not.toMatch(/undefined|NaN|Infinity/);
});
