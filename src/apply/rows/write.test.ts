import { expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import { inputsOfBytes } from './read.ts';
import { type RowResult, prefixOf, renderRows } from './write.ts';

const usage = { calls: 1, costUsd: 0.5 } as unknown as NonNullable<RowResult['applied']>['usage'];
const result = (row: RowResult['row'], answer: Json = 'A', program?: string): RowResult => ({
  row,
  applied: { id: '1', answer, failure: undefined, usage, program },
});

test.each([
  ['none', { text: 'a' }, undefined, ''],
  ['a column of what is added', { text: 'a', calls: 3 }, undefined, 'w4s_'],
  ['what an earlier output added', { text: 'a', answer: 'gold', w4s_answer: 'A' }, undefined, 'w4s_w4s_'],
  ['a column `program` where a router chose', { text: 'a', program: 'mine' }, 'first', 'w4s_'],
  ['a column `program` where none chose', { text: 'a', program: 'mine' }, undefined, ''],
])("a user's own columns stay: %s", (_, row, program, prefix) => {
  const results = [result(row, 'A', program)];
  expect(prefixOf(results)).toBe(prefix);
  for (const format of ['.json', '.jsonl'] as const) {
    const text = renderRows(format, results);
    const [read] = format === '.json' ? JSON.parse(text) : [JSON.parse(text)];
    expect(read).toMatchObject({ ...row, [`${prefix}answer`]: 'A' });
  }
  const [head = ''] = renderRows('.csv', results).split('\r\n');
  expect(new Set(head.split(',')).size).toBe(head.split(',').length);
});

const TEXT = '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u2764\ufe0f \u{1f3f4}\u{e0067}\u{e007f}';

test.each(['.json', '.jsonl', '.csv', '.tsv'] as const)(
  'a text without a shape in places stays itself in %s',
  (format) => {
    const text = renderRows(format, [result({ text: TEXT }, TEXT)]);
    if (format === '.csv' || format === '.tsv') return expect(text.split(TEXT)).toHaveLength(3);
    expect(text).not.toContain('\u200c');
    const [read] = format === '.json' ? JSON.parse(text) : [JSON.parse(text)];
    expect(read).toMatchObject({ text: TEXT, answer: TEXT });
  },
);

test('an answer becomes no formula, and a number stays one', () => {
  const text = renderRows(
    '.csv',
    ['=1+1', '-5', '- one\n- two'].map((answer) => result({ text: 'a' }, answer)),
  );
  expect(text.split('\r\n').slice(1, -1)).toEqual([`a,"'=1+1",0.5,1,`, 'a,-5,0.5,1,', `a,"'- one\n'- two",0.5,1,`]);
});

test.each<[string, string]>([
  ['in.jsonl', '{"id":1234567890123456789,"input":"a","price":12.300000000000001,"many":[1.0,1e2]}'],
  ['in.json', '[\n {"input": "a, b]", "price": 0.1234567890123456789} ,\n{"input":"b","id":2.50}\n]\n'],
])('numbers come out as they came in: %s', (name, text) => {
  const format = name === 'in.json' ? '.json' : '.jsonl';
  const { rows } = inputsOfBytes(Buffer.from(text));
  const written = renderRows(format, rows);
  for (const number of text.matchAll(/(?<=[:[,] ?)[\d.e]+/g)) expect(written).toContain(number[0]);
  expect(written).not.toMatch(/"\d/);
});
