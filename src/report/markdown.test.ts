import { expect, test } from 'vitest';
import { renderMarkdown } from './markdown.ts';
import { sampleReport } from './sample-report.ts';

test('every table has rows as wide as its head', () => {
  const tables = renderMarkdown(sampleReport())
    .split('\n\n')
    .filter((block) => block.startsWith('|'));
  expect(tables).toHaveLength(4);
  for (const table of tables) {
    const widths = table.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(widths).size).toBe(1);
  }
});

test('a simulator is named before any number', () => {
  const text = renderMarkdown(sampleReport());
  expect(text.indexOf('**Simulated.**')).toBeGreaterThan(0);
  expect(text.indexOf('**Simulated.**')).toBeLessThan(text.indexOf('## Outcome'));
});

test('hostile text breaks neither a table, a heading nor a fence', () => {
  const report = sampleReport();
  report.run.name = 'a | b\n# c <script>[x](y)';
  const winner = report.turns
    .flatMap(({ candidates }) => candidates)
    .find(({ id }) => id === report.winner!.candidateId)!;
  winner.code = 'x = """\n```\n````\n"""\n';
  const text = renderMarkdown(report);
  expect(text.split('\n')[0]).toBe('# a \\| b \\# c \\<script\\>\\[x\\](y)');
  expect(text).toContain('`````python\nx = """\n```\n````\n"""\n`````\n');
});

test('what has no price is unpriced', () => {
  expect(renderMarkdown(sampleReport())).toContain('| judge | test | 500 | 94,000 | unpriced |');
});
