import type { Row } from '../../data/jsonl.ts';
import { ownEntry } from '../contract.ts';
import { isAssertionType } from './assertions.ts';

/** A row of a CSV file as a test: its columns are variables, those with two underscores what is expected. */
export function testOfRow(row: Row): Row {
  const expected = Object.entries(row).filter(([name, cell]) => name.startsWith('__expected') && text(cell) !== '');
  const vars = Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('__')));
  const threshold = Number.parseFloat(text(row['__threshold']));
  return {
    vars,
    assert: expected.map(([, cell]) => assertionOf(text(cell))),
    options: { prefix: row['__prefix'] ?? '', suffix: row['__suffix'] ?? '' },
    threshold: Number.isNaN(threshold) ? null : threshold,
  };
}

const OLD_NAMES: Readonly<Record<string, string>> = { fn: 'javascript', eval: 'javascript', grade: 'llm-rubric' };

/** `contains: blue`, `not-icontains: red`, `levenshtein(3): blue`; any other text is the right answer itself. */
function assertionOf(cell: string): Row {
  if (cell.startsWith('file://')) return { type: cell.includes('.py') ? 'python' : 'javascript', value: cell };
  const [, negation = '', name = '', limit, value = ''] =
    /^(not-)?([a-z-]+)(?:\(([\d.]+)\))?(?::([\s\S]*))?$/.exec(cell.trim()) ?? [];
  const type = ownEntry(OLD_NAMES, name) ?? name;
  if (!isAssertionType(type)) return { type: 'equals', value: cell };
  return {
    type: `${negation}${type}`,
    value: value.trim(),
    threshold: limit === undefined ? null : Number(limit),
  };
}

function text(cell: unknown): string {
  return typeof cell === 'string' ? cell : '';
}
