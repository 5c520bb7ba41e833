import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import type { ScoreContext } from './contract.ts';
import { loadTask } from './load.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';

const YAML = `name: sums
description: Sums of two numbers.
data: items.jsonl
fields:
  input: question
  target: answer
scorer: numeric
`;
const ROWS = Array.from({ length: 10 }, (_, k) => JSON.stringify({ question: `${k} + 1?`, answer: k + 1 }));
const FILES = { 'task.yaml': YAML, 'items.jsonl': ROWS.join('\n') };

const folder = temporaryFolders();

function write(files: Record<string, string>): string {
  const dir = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

const load = (files: Record<string, string>, options = {}) => loadTask(join(write(files), 'task.yaml'), options);
const edit = (from: string | RegExp, to: string) => ({ ...FILES, 'task.yaml': YAML.replace(from, to) });

test('a task file with JSON Lines, by path and by folder', async () => {
  const dir = write(FILES);
  const task = await loadTask(join(dir, 'task.yaml'));
  expect(task).toMatchObject({ name: 'sums', description: 'Sums of two numbers.', kind: 'answer', metric: 'accuracy' });
  expect([task.splits.validation!.length, task.splits.test!.length]).toEqual([4, 6]);
  expect(
    Object.values(task.splits)
      .flat()
      .find(({ input }) => input === '2 + 1?'),
  ).toMatchObject({ id: 'items.jsonl:3', target: 3 });
  expect((await loadTask(dir)).splits).toEqual(task.splits);
  expect((await loadTask(dir, { seed: 1 })).splits).not.toEqual(task.splits);
});

test('CSV with quotes, line breaks, a template and a mark of byte order', async () => {
  const csv = `\uFEFFid,question,context,answer\na,"Who, then?","Line one\nline ""two""",Ann\nb,Where?,Here,Rome\n`;
  const yaml = YAML.replace('items.jsonl', 'items.csv')
    .replace('input: question', 'input: "Q: {question}\\n{context} {{x}}"')
    .replace('numeric', 'exact');
  const { splits } = await load({ 'task.yaml': `${yaml}split: {validation: 1, test: 1}\n`, 'items.csv': csv });
  const items = Object.values(splits).flat();
  expect(items.find(({ id }) => id === 'a')).toEqual({
    id: 'a',
    input: 'Q: Who, then?\nLine one\nline "two" {x}',
    target: 'Ann',
  });
});

test('one file for each split, of different kinds', async () => {
  const splitFiles = 'splits:\n  validation: a.jsonl\n  test: data/b.tsv\n  train: c.json';
  const yaml = YAML.replace('data: items.jsonl', splitFiles);
  const { splits } = await load({
    'task.yaml': yaml,
    'a.jsonl': ROWS[0]!,
    'data/b.tsv': 'question\tanswer\n5 + 5?\t10\n',
    'c.json': `[${ROWS[1]}, ${ROWS[2]}]`,
  });
  expect([splits.validation!.length, splits.test![0]!.target, splits.train!.length]).toEqual([1, '10', 2]);
});

test('usual column names need no fields; own metadata goes along', async () => {
  const yaml = 'name: a\ndescription: b\nscorer: exact\ndata: x.jsonl\nfields:\n  metadata: [level]\n';
  const { splits } = await load({
    'task.yaml': yaml,
    'x.jsonl': '{"question": "q1", "answer": "a", "level": 2}\n\n{"question": "q2", "answer": "b", "level": 3}\n',
  });
  expect(
    Object.values(splits)
      .flat()
      .map(({ id, metadata }) => [id, metadata]),
  ).toEqual(expect.arrayContaining([['x.jsonl:3', { level: 3 }]]));
});

test('a code task', async () => {
  const yaml =
    'name: code\n' +
    'description: Write a function.\n' +
    'data: x.jsonl\n' +
    'fields: {input: prompt, target: test, entry_point: name, public_tests: examples}\n' +
    'scorer: {name: unit-tests, timeout_ms: 2000}\n';
  const row = (k: number) =>
    JSON.stringify({
      prompt: `Return ${k}`,
      test: `assert f() == ${k}`,
      name: 'f',
      examples: ['assert f() is not None'],
    });
  const task = await load({ 'task.yaml': yaml, 'x.jsonl': `${row(1)}\n${row(2)}` });
  expect(task).toMatchObject({ kind: 'code', metric: 'pass@1' });
  expect(task.splits.test![0]).toMatchObject({ entryPoint: 'f', publicTests: ['assert f() is not None'] });
});

describe('scorers', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(() => sandbox.close());
  const score = async (files: Record<string, string>, prediction: string) => {
    const { scorer, splits, metric } = await load(files);
    const item =
      splits.test!.find(({ target }) => target === 3) ?? splits.validation!.find(({ target }) => target === 3)!;
    return [(await scorer.score(prediction, item, { sandbox } as ScoreContext)).value, metric];
  };

  test('in Python, beside the task file', async () => {
    const files = {
      ...edit('scorer: numeric', 'scorer:\n  python: own/scorer.py'),
      'own/scorer.py':
        'def score(prediction, target) -> float:\n    return 1.0 if int(prediction) == target else 0.25\n',
    };
    expect(await score(files, '3')).toEqual([1, 'score']);
    expect(await score(files, '4')).toEqual([0.25, 'score']);
  });

  test('with options', async () => {
    expect(await score(edit('scorer: numeric', 'scorer: {name: numeric, absolute: 0.6}'), '3.5')).toEqual([
      1,
      'accuracy',
    ]);
  });

  test('a judge', async () => {
    expect(
      (await load(edit('scorer: numeric', 'scorer:\n  judge:\n    criteria: Same meaning.\n    threshold: 0.5'))).scorer
        .name,
    ).toBe('judge');
    expect((await load(edit('scorer: numeric', 'scorer: judge'))).scorer.name).toBe('judge');
  });
});

describe('mistakes name the file, the line and the field', () => {
  const cases: [string, Record<string, string>, RegExp][] = [
    ['not YAML', edit('description: Sums', 'description: "Sums'), /task\.yaml:\d+: Expected YAML: /],
    ['a colon in a text', edit('Sums of', 'Sums: of'), /task\.yaml:2: Expected YAML: /],
    ['a tab', edit('  input', '\tinput'), /task\.yaml:5: Expected YAML: /],
    ['an empty file', { ...FILES, 'task.yaml': '' }, /task\.yaml: Expected a map of fields, got `null`/],
    ['a list', { ...FILES, 'task.yaml': '- a\n' }, /task\.yaml:1: Expected a map of fields/],
    [
      'an unknown field',
      edit('scorer:', 'scorrer:'),
      /task\.yaml:7: `scorrer`: Unknown field\. Did you mean `scorer`\?/,
    ],
    [
      'an unknown field far from all',
      edit('scorer: numeric', 'scorer: numeric\nzzzzzz: 1'),
      /task\.yaml:8: `zzzzzz`: Unknown field\. Expected one of: the fields are `name`, `description`/,
    ],
    [
      'an unknown inner field',
      edit('target: answer', 'tarjet: answer'),
      /task\.yaml:6: `fields\.tarjet`: Unknown field\. Did you mean `target`\?/,
    ],
    ['a missing name', edit('name: sums\n', ''), /task\.yaml(:\d+)?: `name`: Expected text, got nothing/],
    ['a number as name', edit('name: sums', 'name: 5'), /task\.yaml:1: `name`: Expected text, got `5`/],
    [
      'a bad kind',
      edit('scorer:', 'kind: cod\nscorer:'),
      /task\.yaml:7: `kind`: Expected one of `answer`, `code`, got `"cod"`\. Did you mean `code`\?/,
    ],
    ['no scorer', edit('scorer: numeric\n', ''), /`scorer`: Expected the name of a scorer/],
    [
      'an unknown scorer',
      edit('numeric', 'nummeric'),
      /task\.yaml:7: `scorer`: Expected one of .*got `"nummeric"`\. Did you mean `numeric`\?/,
    ],
    [
      'an unknown scorer in a map',
      edit('scorer: numeric', 'scorer:\n  name: nummeric'),
      /task\.yaml:8: `scorer\.name`: Expected one of/,
    ],
    [
      'an unknown option',
      edit('scorer: numeric', 'scorer:\n  name: exact\n  ignore_csae: true'),
      /task\.yaml:9: `scorer\.ignore_csae`: Unknown field\. Did you mean `ignore_case`\?/,
    ],
    [
      'a wrong option',
      edit('scorer: numeric', 'scorer:\n  name: numeric\n  absolute: much'),
      /task\.yaml:9: `scorer\.absolute`: Expected a number, got `"much"`/,
    ],
    [
      'a scorer map without a name',
      edit('scorer: numeric', 'scorer: {absolute: 1}'),
      /task\.yaml:7: `scorer`: Expected `name`, `python` or `judge` in it/,
    ],
    [
      'a judge option at the wrong place',
      edit('scorer: numeric', 'scorer:\n  judge: true\n  threshold: 1'),
      /task\.yaml:9: `scorer\.threshold`: Unknown field\. Options of the judge go under `judge`/,
    ],
    [
      'a missing scorer file',
      { ...edit('scorer: numeric', 'scorer:\n  python: scorrer.py'), 'scorer.py': '' },
      /task\.yaml:8: `scorer\.python`: There is no file `.*scorrer\.py`\. Did you mean `scorer\.py`\?/,
    ],
    [
      'a scorer file without score',
      { ...edit('scorer: numeric', 'scorer: {python: s.py}'), 's.py': 'def grade(p, t): return 1' },
      /`scorer\.python`: Expected `def score\(prediction, target\) -> float` in s\.py/,
    ],
    [
      'a missing data file',
      edit('items.jsonl', 'itms.jsonl'),
      /task\.yaml:3: `data`: There is no file `.*itms\.jsonl`\. Did you mean `items\.jsonl`\?/,
    ],
    [
      'a data file of an unknown kind',
      edit('items.jsonl', 'items.xlsx'),
      /task\.yaml:3: `data`: Expected a file that ends in \.jsonl, \.ndjson, \.csv/,
    ],
    [
      'a folder as data',
      { ...edit('items.jsonl', 'd.jsonl'), 'd.jsonl/x': '' },
      /task\.yaml:3: `data`: Could not read/,
    ],
    ['neither data nor splits', edit('data: items.jsonl\n', ''), /`data`: Expected either `data`/],
    [
      'data and splits',
      edit('data: items.jsonl', 'data: items.jsonl\nsplits: {validation: items.jsonl, test: items.jsonl}'),
      /task\.yaml:4: `splits`: Expected either `data`/,
    ],
    [
      'split beside splits',
      edit(
        'data: items.jsonl',
        'splits: {validation: items.jsonl, test: items.jsonl}\nsplit: {validation: 0.5, test: 0.5}',
      ),
      /task\.yaml:4: `split`: `split` cuts the file that `data` names/,
    ],
    [
      'parts over one',
      edit('scorer:', 'split: {validation: 0.9, test: 0.9}\nscorer:'),
      /task\.yaml:7: `split`: Expected the parts to sum to at most the 10 items, got 18/,
    ],
    [
      'a negative part',
      edit('scorer:', 'split:\n  validation: -1\n  test: 0.5\nscorer:'),
      /task\.yaml:8: `split\.validation`: Expected a fraction between 0 and 1.*got `-1`/,
    ],
    [
      'a missing part',
      edit('scorer:', 'split:\n  validation: 0.5\nscorer:'),
      /task\.yaml:\d+: `split\.test`: Expected a number, got nothing/,
    ],
    [
      'code without entry point',
      edit('scorer: numeric', 'scorer: unit-tests'),
      /`fields\.entry_point`: Expected the column with the name of the function/,
    ],
    [
      'the same items in two splits',
      edit('data: items.jsonl', 'splits: {validation: items.jsonl, test: items.jsonl}'),
      /`fields\.id`: Expected each id once, got `items\.jsonl:1` in validation and again in test/,
    ],
    ['a broken line', { ...FILES, 'items.jsonl': `${ROWS[0]}\n{"question": }\n` }, /items\.jsonl:2: Expected JSON: /],
    [
      'a line that is no object',
      { ...FILES, 'items.jsonl': `${ROWS[0]}\n[1]\n` },
      /items\.jsonl:2: Expected an object such as .* got `\[1\]`/,
    ],
    [
      'a missing column',
      { ...FILES, 'items.jsonl': `${ROWS[0]}\n${ROWS[1]!.replace('question', 'qestion')}\n` },
      /items\.jsonl:2: `question`: .* no such column; `fields\.input` .* asks for it\. Did you mean `qestion`\?/,
    ],
    [
      'a missing column in a template',
      edit('input: question', 'input: "{question} {hint}"'),
      /items\.jsonl:1: `hint`: The row has no such column.*It has `question`, `answer`/,
    ],
    [
      'an empty input',
      { ...FILES, 'items.jsonl': `${ROWS[0]}\n{"question": " ", "answer": 1}\n` },
      /items\.jsonl:2: `question`: Expected non-empty text/,
    ],
    [
      'an empty data file',
      { ...FILES, 'items.jsonl': '\n' },
      /items\.jsonl:1: Expected at least one row, got an empty file/,
    ],
    [
      'CSV with a short row',
      { ...edit('items.jsonl', 'x.csv'), 'x.csv': 'question,answer\n"a\nb",1\nc\n' },
      /x\.csv:4: `answer`: Expected 2 columns as in the header line, got 1/,
    ],
    [
      'CSV with an open quote',
      { ...edit('items.jsonl', 'x.csv'), 'x.csv': 'question,answer\n"a,1\n' },
      /x\.csv:2: `question`: Expected CSV, got a double quote that is never closed/,
    ],
    [
      'CSV with a column twice',
      { ...edit('items.jsonl', 'x.csv'), 'x.csv': 'question,question\na,b\n' },
      /x\.csv:1: `question`: Expected each column once/,
    ],
  ];
  test.each(cases)('%s', async (_, files, message) => {
    const error = await load(files).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'task-invalid', exitCode: 2, message: expect.stringMatching(message) });
    expect((error as { hint: string }).hint).toBeTruthy();
  });

  test('several at once, each with its line', async () => {
    const error = await load(edit('scorer: numeric', 'scorrer: numeric\nkind: x')).catch((thrown: Error) => thrown);
    expect((error as Error).message.split('\n').length).toBeGreaterThanOrEqual(2);
    expect((error as Error).message).toMatch(/:7: `scorrer`/);
    expect((error as Error).message).toMatch(/:8: `kind`/);
  });

  test('a file that is not there', async () => {
    const dir = write(FILES);
    await expect(loadTask(join(dir, 'tsk.yaml'))).rejects.toMatchObject({
      code: 'task-missing',
      message: expect.stringContaining('Did you mean `task.yaml`?'),
    });
    await expect(loadTask('./no/such/task.yaml')).rejects.toMatchObject({
      code: 'task-missing',
      message: expect.stringContaining('There is no folder `./no/such`'),
    });
  });
});
