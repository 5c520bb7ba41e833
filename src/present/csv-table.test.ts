import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { processorMs } from '../../tests/support/processor-time.ts';
import { csvTable } from './csv-table.ts';

const written = (cell: string | number | null): string => csvTable({ a: () => cell, b: () => 'end' }, [null]);
const read = (cell: string | number | null): string => parse<{ a: string }>(written(cell), { columns: true })[0]!.a;

test.each<[string, string]>([
  ['=HYPERLINK("x")', `'=HYPERLINK("x")`],
  ['+1', `'+1`],
  ['-2+3', `'-2+3`],
  ['@SUM(1)', `'@SUM(1)`],
  ['\uff1d1\uff0b1', `'\uff1d1\uff0b1`],
  ['  =1', `  '=1`],
  ['"=1"', `"'=1"`],
  ['line\n=1', `line\n'=1`],
  ['line\r\n-1', `line\r\n'-1`],
  ['a;=1', `a;'=1`],
  ['a;"=1"', `a;"'=1"`],
  ['a,@b', `a,'@b`],
  ['\t=1', `\t'=1`],
  ['x = y - 1', 'x = y - 1'],
  ['2-1', '2-1'],
  ['a "b",\r\nc', 'a "b",\r\nc'],
  ['\u001b]0;x\u0007\u202e', '\\u001b]0;x\\u0007\\u202e'],
])('%j', (cell, expected) => {
  expect(read(cell)).toBe(expected);
});

test('numbers stay numbers; what is not known is empty', () => {
  expect([written(-0.5), written(1e-7), written(null)]).toEqual([
    'a,b\r\n-0.5,end\r\n',
    'a,b\r\n1e-7,end\r\n',
    'a,b\r\n,end\r\n',
  ]);
});

test.each([
  ['\n', '='],
  [' ', 'x'],
  ['"\n', ''],
  ['=', ''],
  ['\n=', ''],
])('200 kB of %j take no time', (piece, end) => {
  expect(processorMs(() => written(piece.repeat(200_000 / piece.length) + end))).toBeLessThan(500);
});
