import { expect, test } from 'vitest';
import { markdownTable } from './markdown-table.ts';

test('a head, a rule with the alignment of each column, and the rows', () => {
  const rows = [
    ['name', 'n'],
    ['`a`', '1'],
  ];
  expect(markdownTable(rows, ['left', 'right'])).toBe('| name | n |\n| :-- | --: |\n| `a` | 1 |');
  expect(markdownTable(rows)).toBe('| name | n |\n| :-- | :-- |\n| `a` | 1 |');
});
