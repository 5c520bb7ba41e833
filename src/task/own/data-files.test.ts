import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import { loadTask } from '../load.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';

const folder = temporaryFolders();
const MAKE_PIPE = 'mkfifo';
const YAML = 'name: own\ndescription: Answer.\nscorer: exact\nsplit: {validation: 1, test: 1}\n';

/** A task whose data is this file, after what `more` says about it. */
function place(file: string, content: string | Buffer, more = ''): string {
  const dir = folder();
  writeFileSync(join(dir, file), content);
  const yaml = more.startsWith('scorer') ? YAML.replace('scorer: exact\n', '') : YAML;
  writeFileSync(join(dir, 'task.yaml'), `${yaml}data: ${file}\n${more}`);
  return dir;
}

async function pairs(dir: string): Promise<[string, Json][]> {
  const items = Object.values((await loadTask(dir)).splits).flat();
  return items.map(({ input, target }): [string, Json] => [input, target]).sort(([a], [b]) => (a < b ? -1 : 1));
}

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const two = '{"input": "a", "target": "1"}\n{"input": "b", "target": "2"}\n';
const AB: [string, Json][] = [
  ['a', '1'],
  ['b', '2'],
];

describe('is read as it was meant', () => {
  const cases: [string, string, string | Buffer, [string, Json][], string?][] = [
    ['JSON Lines with a byte order mark', 'x.jsonl', `\uFEFF${two}`, AB],
    ['.ndjson', 'x.ndjson', two, AB],
    ['a name in capitals', 'x.JSONL', two, AB],
    ['gzip', 'x.jsonl.gz', gzipSync(two), AB],
    ['gzip without saying so', 'x.jsonl', gzipSync(two), AB],
    [
      'lines that end in CRLF, CR and LF',
      'x.jsonl',
      two.replace('\n', '\r\n').replace(/\n$/, '\r\r\n{"input": "c", "target": "3"}\r'),
      [...AB, ['c', '3']],
    ],
    [
      'UTF-16 with a mark',
      'x.csv',
      utf16('\uFEFFinput,target\né,1\nb,2\n'),
      [
        ['b', '2'],
        ['é', '1'],
      ],
    ],
    [
      'UTF-16 big-endian with a mark',
      'x.csv',
      utf16('\uFEFFinput,target\né,1\nb,2\n').swap16(),
      [
        ['b', '2'],
        ['é', '1'],
      ],
    ],
    [
      'UTF-16 by name',
      'x.csv',
      utf16('input,target\né,1\nb,2\n'),
      [
        ['b', '2'],
        ['é', '1'],
      ],
      'encoding: utf-16le',
    ],
    [
      'Latin-1 by name',
      'x.csv',
      Buffer.from('input,target\nCafé?,Müller\nb,2\n', 'latin1'),
      [
        ['Café?', 'Müller'],
        ['b', '2'],
      ],
      'encoding: latin1',
    ],
    [
      'Shift JIS by name',
      'x.csv',
      Buffer.concat([Buffer.from('input,target\n'), Buffer.from([0x93, 0xfa]), Buffer.from(',1\nb,2\n')]),
      [
        ['b', '2'],
        ['日', '1'],
      ],
      'encoding: shift_jis',
    ],
    [
      'semicolons',
      'x.csv',
      'input;target\na, then b;1\nc;2,5\n',
      [
        ['a, then b', '1'],
        ['c', '2,5'],
      ],
    ],
    ['tabs in a .csv', 'x.csv', 'input\ttarget\na\t1\nb\t2\n', AB],
    [
      'a header with a comma in quotes',
      'x.csv',
      '"input, please";target\na;1\nb;2\n',
      AB,
      'fields: {input: "input, please"}',
    ],
    [
      'a delimiter of one’s own',
      'x.csv',
      'input~target\na,b;c~1\nd~2\n',
      [
        ['a,b;c', '1'],
        ['d', '2'],
      ],
      'delimiter: "~"',
    ],
    [
      'a delimiter against the look',
      'x.csv',
      'input;x,target\na,1\nb,2\n',
      AB,
      'delimiter: ","\nfields: {input: "input;x"}',
    ],
    [
      'line breaks in quotes, CRLF',
      'x.csv',
      'input,target\r\n"a\r\nb",1\r\nc,2\r\n',
      [
        ['a\nb', '1'],
        ['c', '2'],
      ],
    ],
    ['lines that end in CR alone', 'x.csv', 'input,target\ra,1\rb,2\r', AB],
    ['a column without a name, as pandas writes it', 'x.csv', ',input,target\n0,a,1\n1,b,2\n', AB],
    [
      'digits beyond 2^53',
      'x.jsonl',
      '{"input": "a", "target": 12345678901234567890}\n{"input": 9007199254740993, "target": -9007199254740993}\n',
      [
        ['9007199254740993', '-9007199254740993'],
        ['a', '12345678901234567890'],
      ],
    ],
    [
      'digits inside of lists and templates',
      'x.jsonl',
      '{"q": {"n": 12345678901234567891}, "target": [1, 12345678901234567890]}\n{"q": {"n": 2}, "target": 2}\n',
      [
        ['12345678901234567891?', [1, '12345678901234567890']],
        ['2?', 2],
      ],
      'fields: {input: "{q.n}?"}',
    ],
    [
      'decimals that a double would round, and those that it holds',
      'x.jsonl',
      '{"input": "a", "target": 3.14159265358979323846}\n' +
        '{"input": "b", "target": 0.30000000000000004}\n' +
        '{"input": "c", "target": 1e400}\n' +
        '{"input": "d", "target": 1.50}\n',
      [
        ['a', '3.14159265358979323846'],
        ['b', 0.30000000000000004],
        ['c', '1e400'],
        ['d', 1.5],
      ],
    ],
    [
      'fields by path',
      'x.jsonl',
      '{"meta": {"uid": "u1"}, "conversation": [{"content": "a"}, {"content": "1"}]}\n' +
        '{"meta": {"uid": "u2"}, "conversation": [{"content": "b"}, {"content": "2"}]}\n',
      AB,
      'fields: {id: meta.uid, input: "conversation[0].content", target: "conversation[1].content"}',
    ],
    ['a column whose name looks like a path', 'x.csv', 'q.text,target\na,1\nb,2\n', AB, 'fields: {input: q.text}'],
    ['a JSON list, two rows a line', 'x.json', '[{"input": "a", "target": "1"}, {"input": "b", "target": "2"}]', AB],
    [
      'keys that objects have anyway',
      'x.jsonl',
      '{"__proto__": {"input": "no"}, "input": "a", "target": "1"}\n{"constructor": 1, "input": "b", "target": "2"}\n',
      AB,
    ],
    [
      'a line separator of Unicode within a text',
      'x.jsonl',
      '{"input": "a\u2028b", "target": "1"}\n{"input": "c", "target": "2"}\n',
      [
        ['a\u2028b', '1'],
        ['c', '2'],
      ],
    ],
  ];
  test.each(cases)('%s', async (_, file, content, expected, more) => {
    expect(await pairs(place(file, content, more))).toEqual([...expected].sort(([a], [b]) => (a < b ? -1 : 1)));
  });
});

describe('is refused with file, line and field', () => {
  const deep = '['.repeat(100_000);
  const cases: [string, string, string | Buffer, RegExp, string?][] = [
    [
      'Latin-1',
      'x.csv',
      Buffer.from('input,target\nCafé?,Müller\nb,2\n', 'latin1'),
      /x\.csv:2: `input`: Expected utf-8 text, got the byte 0xE9 at offset 16, after "Caf"\. .*`encoding: latin1`/,
    ],
    [
      'a text cut inside a character',
      'x.csv',
      Buffer.from('input,target\na,1\nb,é').subarray(0, -1),
      /x\.csv:3: `target`: Expected utf-8 text, got the byte 0xC3/,
    ],
    [
      'Latin-1 in JSON',
      'x.jsonl',
      Buffer.from(`${two}{"input": "a: b", "target": "né"}`, 'latin1'),
      /x\.jsonl:3: `target`: Expected utf-8 text, got the byte 0xE9/,
    ],
    [
      'a surrogate alone in UTF-16',
      'x.csv',
      utf16('\uFEFFinput,target\na,\uD800\n'),
      /x\.csv:2: `target`: Expected utf-16le text/,
    ],
    [
      'UTF-16 without a mark',
      'x.csv',
      utf16('input,target\na,1\n'),
      /x\.csv:1: Expected text, got a NUL.*`encoding: utf-16le`/,
    ],
    ['UTF-32', 'x.csv', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), /x\.csv:1: Expected UTF-8 text, got UTF-32/],
    ['a NUL byte', 'x.csv', 'input,target\na,1\nb\0,2\n', /x\.csv:3: `input`: Expected text, got a NUL/],
    ['broken gzip', 'x.jsonl.gz', gzipSync(two).subarray(0, -12), /task\.yaml:5: `data`: Could not read .*broken gzip/],
    [
      'a bomb of gzip',
      'x.jsonl.gz',
      gzipSync(Buffer.alloc(300 * 2 ** 20)),
      /task\.yaml:5: `data`: Could not read .*more than 256 MiB/,
    ],
    [
      'a quote in the middle',
      'x.csv',
      'question,answer\nIt is 5" long,2\nb,2\nc,3\n',
      /x\.csv:2: `question`: Expected CSV, got a double quote in the middle of a text/,
    ],
    [
      'text after a closing quote',
      'x.csv',
      'input,target\na,"1" or 2\nb,2\n',
      /x\.csv:2: `target`: Expected CSV, got a double quote in the middle/,
    ],
    [
      'a quote that is never closed',
      'x.csv',
      'input,target\na,1\nb,"2\nc,3\n',
      /x\.csv:3: `target`: Expected CSV, got a double quote that is never closed/,
    ],
    [
      'the same in CRLF, after a text of two lines',
      'x.csv',
      'input,target\r\n"a\r\nb",1\r\nb,"2\r\nc,3\r\n',
      /x\.csv:4: `target`: Expected CSV/,
    ],
    [
      'a row that is too short',
      'x.csv',
      'input,context,target\na,b,1\nc,2\n',
      /x\.csv:3: `target`: Expected 3 columns as in the header line, got 2/,
    ],
    [
      'a row that is too long',
      'x.csv',
      'input,target\na,1\nb, or c,2\n',
      /x\.csv:3: `target`: Expected 2 columns as in the header line, got 3\. Put a text with `,`/,
    ],
    ['columns without a name', 'x.csv', 'input,,target,\na,1,2,3\n', /x\.csv:1: Expected a name.*columns 2 and 4/],
    ['the same column twice', 'x.csv', 'input,target,target\na,1,2\n', /x\.csv:1: `target`: Expected each column once/],
    ['a header line alone', 'x.csv', 'input,target\n', /x\.csv:1: Expected at least one row, got none/],
    ['an empty file', 'x.csv', '', /x\.csv:1: Expected at least one row, got an empty file/],
    ['an empty list', 'x.json', '[]', /x\.json:1: Expected at least one row, got none/],
    ['an empty .json', 'x.json', ' \n', /x\.json:1: Expected at least one row, got an empty file/],
    ['a map for a list', 'x.json', '{"rows": []}', /x\.json:1: Expected a list of objects/],
    ['a broken list', 'x.json', '[\n{"input": "a"},\n{"input" 3}]', /x\.json:3: Expected JSON/],
    ['a broken line', 'x.jsonl', `${two}{"input": "c", "target": `, /x\.jsonl:3: Expected JSON/],
    ['NaN', 'x.jsonl', '{"input": "a", "target": NaN}\n', /x\.jsonl:1: Expected JSON.*has no `NaN`/],
    ['the repr of Python', 'x.jsonl', '{"input": "a", "target": None}\n', /x\.jsonl:1: Expected JSON.*has no `None`/],
    [
      'two objects in one line',
      'x.jsonl',
      '{"input": "a", "target": 1}{"input": "b", "target": 2}\n',
      /x\.jsonl:1: Expected JSON/,
    ],
    [
      'the same key twice',
      'x.jsonl',
      `${two}{"input": "c", "target": "1", "target": "2"}\n`,
      /x\.jsonl:3: `target`: Expected each key of an object once/,
    ],
    [
      'the same key twice, written otherwise',
      'x.jsonl',
      '{"input": "c", "meta": {"a": 1, "\\u0061": 2}, "target": 1}\n',
      /x\.jsonl:1: `a`: Expected each key/,
    ],
    [
      'the same key twice in a list',
      'x.json',
      '[{"input": "a", "target": "1"},\n {"input": "b", "input": "c", "target": "2"}]',
      /x\.json:2: `input`: Expected each key/,
    ],
    [
      'an empty gold in a list of several lines',
      'x.json',
      '[\n {"input": "a",\n  "target": "1"},\n {"input": "b", "target": " "}\n]',
      /x\.json:4: `target`: Expected a gold, got `" "`/,
    ],
    [
      'too deep',
      'x.jsonl',
      `{"input": "a", "target": ${deep}${deep.replaceAll('[', ']')}}\n`,
      /x\.jsonl:1: Expected at most 100 levels/,
    ],
    ['too deep and broken', 'x.jsonl', `{"input": "a", "target": ${deep}\n`, /x\.jsonl:1: Expected JSON/],
    ['an empty gold', 'x.csv', 'question,answer\na,\nb,42\n', /x\.csv:2: `answer`: Expected a gold, got `""`/],
    [
      'a gold of white space',
      'x.tsv',
      'question\tanswer\na\t1\nb\t \t\n'.replace(' \t\n', ' \n'),
      /x\.tsv:3: `answer`: Expected a gold/,
    ],
    [
      'null as a gold',
      'x.jsonl',
      '{"input": "a", "target": null}\n',
      /x\.jsonl:1: `target`: Expected a gold, got `null`/,
    ],
    ['no gold', 'x.jsonl', `${two}{"input": "c"}\n`, /x\.jsonl:3: `target`: The row has no such column/],
    [
      'null as an input',
      'x.jsonl',
      `${two}{"input": null, "target": 1}\n`,
      /x\.jsonl:3: `input`: Expected a text, got `null`/,
    ],
    [
      'null in a template',
      'x.jsonl',
      '{"q": "a", "context": null, "target": 1}\n',
      /x\.jsonl:1: `context`: Expected a text, got `null`/,
      'fields: {input: "{q} {context}"}',
    ],
    ['an empty id', 'x.csv', 'id,input,target\n1,a,1\n,b,2\n', /x\.csv:3: `id`: Expected non-empty text/],
    [
      'half of a surrogate pair',
      'x.jsonl',
      '{"input": "a\\ud800", "target": 1}\n',
      /x\.jsonl:1: `input`: Expected Unicode text/,
    ],
    [
      'a text of megabytes',
      'x.csv',
      `input,target\n${'a'.repeat(4_000_001)},1\n`,
      /x\.csv:2: `input`: Expected at most 4,000,000 characters/,
    ],
    [
      'a path that leads nowhere',
      'x.jsonl',
      '{"meta": {"uid": "a"}, "input": "a", "target": 1}\n',
      /x\.jsonl:1: `meta\.uids`: There is no `uids` in .*Did you mean `uid`\?/,
      'fields: {id: meta.uids}',
    ],
    [
      'a path past the end of a list',
      'x.jsonl',
      '{"turns": ["a"], "target": 1}\n',
      /x\.jsonl:1: `turns\[1\]`: There is no `1` in `\["a"\]`/,
      'fields: {input: "turns[1]"}',
    ],
    [
      'a path into a text',
      'x.csv',
      'input,target\na,1\n',
      /x\.csv:2: `input\.a`: There is no `a` in `"a"`/,
      'fields: {input: input.a}',
    ],
    [
      'an encoding that is none',
      'x.csv',
      'input,target\na,1\n',
      /task\.yaml:6: `encoding`: Expected an encoding such as/,
      'encoding: latin-one',
    ],
    [
      'a delimiter of two characters',
      'x.csv',
      'input,target\na,1\n',
      /task\.yaml:6: `delimiter`: Expected one character/,
      'delimiter: "::"',
    ],
    [
      'golds that `numeric` can’t match, each with its line',
      'x.csv',
      'input,target\na,1\nb,many\nc,NaN\n',
      /x\.csv:3: `target`: Expected a gold that some answer can match .* `numeric`, got `"many"`\.\n.*x\.csv:4/,
      'scorer: numeric',
    ],
    [
      'a letter that may not be chosen',
      'x.csv',
      'input,target\na,A\nb,K\n',
      /x\.csv:3: `target`: .*`choice`/,
      'scorer: {name: choice, letters: ABCD}',
    ],
    [
      'a truth value for a number',
      'x.jsonl',
      '{"input": "a", "target": true}\n{"input": "b", "target": 1}\n',
      /x\.jsonl:1: `target`: .*`numeric`, got `true`/,
      'scorer: numeric',
    ],
  ];
  test.each(cases)('%s', async (_, file, content, message, more = '') => {
    await expect(loadTask(place(file, content, more))).rejects.toMatchObject({
      code: 'task-invalid',
      exitCode: 2,
      hint: expect.stringMatching(/./),
      message: expect.stringMatching(message),
    });
  });
});

describe('task.yaml', () => {
  const write = (text: string | Buffer): string => {
    const dir = place('x.jsonl', two);
    writeFileSync(join(dir, 'task.yaml'), text);
    return dir;
  };
  const nine = (text: string) => Array.from({ length: 9 }, () => text).join(', ');
  test.each([
    ['a key twice', `${YAML}data: x.jsonl\nscorer: numeric\n`, /task\.yaml:6: Expected YAML: .*unique/],
    [
      'an alias of itself',
      `${YAML}data: x.jsonl\nfields: &a {metadata: *a}\n`,
      /task\.yaml: Expected YAML whose aliases/,
    ],
    [
      'aliases that grow',
      'a0: &a0 [x, x, x, x, x, x, x, x, x]\n' +
        Array.from({ length: 9 }, (_, k) => `a${k + 1}: &a${k + 1} [${nine(`*a${k}`)}]\n`).join(''),
      /task\.yaml: Expected YAML whose aliases/,
    ],
    ['nesting without end', `a: ${'['.repeat(50_000)}`, /task\.yaml(:\d+)?: Expected YAML/],
    ['two documents', `${YAML}---\n${YAML}`, /task\.yaml:\d+: Expected YAML/],
    [
      'Latin-1',
      Buffer.from(YAML.replace('Answer', 'Müller'), 'latin1'),
      /task\.yaml:2: Expected utf-8 text, got the byte 0xFC/,
    ],
    [
      'a megabyte',
      `${YAML}# ${'x'.repeat(2 ** 20)}`,
      /task\.yaml: Could not read the task file: it holds more than 1 MiB/,
    ],
  ])('with %s', async (_, text, message) => {
    await expect(loadTask(write(text))).rejects.toMatchObject({
      code: 'task-invalid',
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  test('with a byte order mark, and in UTF-16', async () => {
    expect(await pairs(write(`\uFEFF${YAML}data: x.jsonl\n`))).toEqual(AB);
    expect(await pairs(write(utf16(`\uFEFF${YAML}data: x.jsonl\n`)))).toEqual(AB);
  });

  test.each(['task.yaml', 'x.jsonl'])('a pipe as %s hangs nothing', async (name) => {
    const dir = place('y.jsonl', two);
    rmSync(join(dir, name), { force: true });
    execFileSync(MAKE_PIPE, [join(dir, name)]);
    if (name === 'x.jsonl') writeFileSync(join(dir, 'task.yaml'), `${YAML}data: x.jsonl\n`);
    await expect(loadTask(join(dir, 'task.yaml'))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('not a regular file'),
    });
  });
});

describe('files outside of the task’s folder', () => {
  const outside = folder();
  writeFileSync(join(outside, 'x.jsonl'), two);
  const made = (data: string, link?: string): string => {
    const dir = folder();
    if (link !== undefined) symlinkSync(link, join(dir, data.split('/')[0]!));
    writeFileSync(join(dir, 'task.yaml'), `${YAML}data: ${data}\n`);
    return dir;
  };
  test.each([
    ['a path upwards', () => made(`../${outside.split('/').at(-1)}/x.jsonl`)],
    ['a whole path', () => made(join(outside, 'x.jsonl'))],
    ['a link', () => made('x.jsonl', join(outside, 'x.jsonl'))],
    ['a linked folder', () => made('sub/x.jsonl', outside)],
  ])('%s: read only when asked for', async (_, make) => {
    const dir = make();
    await expect(loadTask(dir)).rejects.toMatchObject({
      code: 'task-invalid',
      message: expect.stringMatching(/task\.yaml:5: `data`: .*outside it.*--allow-outside/),
    });
    expect(Object.values((await loadTask(dir, { allowOutside: true })).splits).flat()).toHaveLength(2);
  });

  test('a scorer too; folders below and a linked task folder are no outside', async () => {
    const dir = place('x.jsonl', two);
    writeFileSync(join(outside, 'scorer.py'), 'def score(prediction, target):\n    return 1.0\n');
    writeFileSync(
      join(dir, 'task.yaml'),
      `${YAML.replace('exact', `{python: ${join(outside, 'scorer.py')}}`)}data: x.jsonl\n`,
    );
    await expect(loadTask(dir)).rejects.toThrow(/`scorer\.python`: .*outside it/);
    const below = made('data/x.jsonl');
    mkdirSync(join(below, 'data'));
    writeFileSync(join(below, 'data/x.jsonl'), two);
    const link = join(folder(), 'link');
    symlinkSync(below, link);
    for (const one of [below, link]) expect(await pairs(one)).toEqual(AB);
  });
});

describe('inputs that stand twice', () => {
  const row = (input: string, target = input) => JSON.stringify({ input, target });
  test('stay in one split, and are told', async () => {
    const rows = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4].map((k) => row(`q${k}`));
    const dir = place('x.jsonl', rows.join('\n'));
    writeFileSync(join(dir, 'task.yaml'), `${YAML.replace(/split.*\n/, '')}data: x.jsonl\n`);
    const { splits, warnings } = await loadTask(dir);
    const inputs = (split: 'validation' | 'test') => new Set(splits[split]!.map(({ input }) => input));
    expect([splits.validation!.length, splits.test!.length]).toEqual([4, 6]);
    expect([...inputs('validation')].filter((input) => inputs('test').has(input))).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/^5 inputs stand more than once in one split.*\(`x\.jsonl:\d` in /),
    ]);
  });

  test('in files of their own are told by what they spoil', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'v.jsonl'), [row('a  b'), row('c')].join('\n'));
    writeFileSync(join(dir, 't.jsonl'), [row('a b'), row('e\u0301')].join('\n'));
    writeFileSync(join(dir, 'r.jsonl'), [row('\u00e9'), row('c', 'other')].join('\n'));
    writeFileSync(
      join(dir, 'task.yaml'),
      `${YAML.replace(/split.*\n/, '')}splits: {validation: v.jsonl, test: t.jsonl, train: r.jsonl}\n`,
    );
    expect((await loadTask(dir)).warnings).toEqual([
      expect.stringMatching(/^2 inputs stand both in the test split and in another one/),
      expect.stringMatching(/^1 input stands both in validation and in train/),
      expect.stringMatching(/^3 inputs stand more than once with different golds/),
    ]);
  });

  test('of one kind only leave nothing to cut', async () => {
    await expect(loadTask(place('x.jsonl', [row('a'), row('a')].join('\n')))).rejects.toThrow(
      /`split`: Expected items of different inputs for validation and for test, got 1 input/,
    );
  });
});
