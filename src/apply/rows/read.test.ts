import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { inputsOfBytes, readInputs } from './read.ts';

const folder = temporaryFolders();
const file = (name: string, text: string | Uint8Array): string => {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
};

test.each<[string, string, string | Uint8Array, string | undefined, string, RegExp]>([
  ['no such column', 'in.csv', 'a,bee\n1,2\n', 'be', 'unknown-field', /no column `be`\. Did you mean `bee`\?/],
  ['several columns and none named', 'in.csv', 'a,b\n1,2\n', undefined, 'unknown-field', /Which column/],
  [
    'an empty file',
    'in.csv',
    '',
    undefined,
    'inputs-invalid',
    /in\.csv:1: Expected at least one row, got an empty file/,
  ],
  ['a head alone', 'in.csv', 'text\n', undefined, 'inputs-invalid', /Expected at least one row/],
  ['an id twice', 'in.csv', 'id,text\nx,one\nx,two\n', undefined, 'duplicate-id', /:3: `id`.*`x` as on line 2/],
  [
    'an id that is the number of another row',
    'in.jsonl',
    '{"id":"2","text":"a"}\n{"text":"b"}',
    undefined,
    'duplicate-id',
    /`2`/,
  ],
  ['an empty text', 'in.csv', 'id,text\nx,one\ny,\n', undefined, 'inputs-invalid', /:3: `text`: Expected a text/],
  [
    'not UTF-8',
    'in.csv',
    Buffer.from('text\nK\u00e4se\n', 'latin1'),
    undefined,
    'inputs-invalid',
    /:2: .*0xE4.*Save the file as UTF-8\.$/,
  ],
  [
    'public tests that are none',
    'in.jsonl',
    '{"text":"a","public_tests":[1]}',
    undefined,
    'inputs-invalid',
    /:1: `public_tests`: Expected a list of assertions, got `\[1\]`/,
  ],
  ['no row that is an object', 'in.jsonl', '"text"\n', undefined, 'inputs-invalid', /Expected an object/],
  ['another kind of file', 'in.xlsx', 'PK', undefined, 'inputs-invalid', /ends in \.csv/],
])('%s is told with its place', (_, name, text, field, code, message) => {
  const path = file(name, text);
  expect(() => readInputs(path, field)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});

test('a file that is not there is told', () => {
  expect(() => readInputs('nowhere.csv')).toThrow(expect.objectContaining({ code: 'inputs-invalid' }));
});

test.each([
  ['a byte order mark is none of the first column', 'in.csv', '\uFEFFtext,b\none,1\n', undefined, ['one']],
  ['the usual name', 'in.csv', 'id,label,question\n1,x,one\n', undefined, ['one']],
  ['the only column beside the id', 'in.tsv', 'id\tbody\n1\tone\n', undefined, ['one']],
  ['a named one', 'in.csv', 'input,b\none,two\n', 'b', ['two']],
  ['what is no text becomes one', 'in.json', '[{"input": 5}, {"input": {"a": [1]}}]', undefined, ['5', '{"a":[1]}']],
])('the text of a row: %s', (_, name, text, field, inputs) => {
  expect(readInputs(file(name, text), field).rows.map(({ input }) => input.input)).toEqual(inputs);
});

test('rows of programs bring their entry point and public tests', () => {
  const row = { input: 'Write f.', entry_point: 'f', public_tests: ['assert f(1) == 1'] };
  const { rows } = inputsOfBytes(Buffer.from(JSON.stringify([row])));
  const input = { id: '1', input: 'Write f.', entryPoint: 'f', publicTests: ['assert f(1) == 1'] };
  expect(rows[0]!.input).toEqual(input);
});

test.each([
  ['in.csv', 'input,public_tests\nWrite f.,"assert f(1) == 1\n\nassert f(2) == 2"\n'],
  ['in.tsv', 'input\tpublic_tests\nWrite f.\t"assert f(1) == 1\nassert f(2) == 2"\n'],
  ['in.jsonl', '{"input": "Write f.", "public_tests": "assert f(1) == 1\\nassert f(2) == 2"}'],
  ['in.json', '[{"input": "Write f.", "public_tests": ["assert f(1) == 1", "assert f(2) == 2"]}]'],
])('public tests are a list or a text with one on each line: %s', (name, text) => {
  const [row] = readInputs(file(name, text)).rows;
  expect(row!.input.publicTests).toEqual(['assert f(1) == 1', 'assert f(2) == 2']);
});

test.each([
  ['in.csv', 'input,public_tests\na,\n'],
  ['in.jsonl', '{"input": "a", "public_tests": null}'],
])('no public tests: %s', (name, text) => {
  expect(readInputs(file(name, text)).rows[0]!.input.publicTests ?? []).toEqual([]);
});

test.each([
  ['.jsonl', ' {"input": "one"}'],
  ['.json', '[{"input": "one"}]'],
  ['.csv', 'input\none'],
])('what comes in by a pipe is %s by how it begins', (format, text) => {
  expect(inputsOfBytes(Buffer.from(text))).toMatchObject({ format, rows: [{ input: { input: 'one' } }] });
});
