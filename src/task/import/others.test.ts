import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { python } from '../../../tests/support/sim.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import type { Json } from '../../base/json.ts';
import { type ReadOptions, readImported } from './detect.ts';
import { importTask } from './index.ts';
import { createNotes } from './notes.ts';

const folders = temporaryFolders();

function imported(name: string, content: Json, more: Partial<ReadOptions> & { beside?: Record<string, string> } = {}) {
  const folder = folders();
  const file = join(folder, name);
  for (const [path, text] of Object.entries(more.beside ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const notes = createNotes();
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const task = readImported({ source: { text, file }, notes, ...more });
  return { ...task, notes: notes.lines() };
}
const lines = (...rows: Json[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const registry = (kind: string, args = '') =>
  `a:\n  id: a.dev.v0\na.dev.v0:\n  class: evals.elsuite.${kind}\n  args:\n    samples_jsonl: a/s.jsonl\n${args}`;
const fromRegistry = (yaml: string, samples: string, only?: string) =>
  imported('registry/evals/a.yaml', yaml, { beside: { 'registry/data/a/s.jsonl': samples }, only });

describe('OpenAI Evals, the registry', () => {
  test.each<[string, string, Json, Json]>([
    ['basic.match:Match', '', 'x', { type: 'starts-with', value: ['x'] }],
    ['basic.includes:Includes', '', ['x', 'y'], { type: 'contains-any', value: ['x', 'y'] }],
    [
      'basic.includes:Includes',
      '    ignore_case: true\n',
      'x',
      { type: 'contains-any', value: ['x'], ignore_case: true },
    ],
    ['basic.fuzzy_match:FuzzyMatch', '', 'x', { type: 'fuzzy', value: ['x'] }],
    ['basic.json_match:JsonMatch', '', '{"a": 1}', { type: 'one-of-json', value: [{ a: 1 }] }],
  ])('%s', (kind, args, ideal, check) => {
    const task = fromRegistry(registry(kind, args), lines({ input: [{ role: 'user', content: 'Q?' }], ideal }));
    expect(task).toMatchObject({ format: 'openai-evals', name: 'a', notes: [] });
    expect(task.items).toEqual([{ input: 'Q?', target: { checks: [check] }, line: 1 }]);
  });

  test.each<[string, string, RegExp]>([
    [registry('modelgraded.classify:ModelBasedClassify'), '', /a\.yaml:4: `class`: Expected a class that compares/],
    [registry('constructor'), '', /Expected a class that compares/],
    [
      registry('basic.match:Match').replace('a/s.jsonl', 'a/none.jsonl'),
      '',
      /a\.yaml:6: `args.samples_jsonl`: There is no/,
    ],
    [registry('basic.match:Match').replace('a/s.jsonl', '../../../x.jsonl'), '', /a\.yaml:6: `args.samples_jsonl`/],
    [registry('basic.match:Match'), 'version https://git-lfs.github.com/spec/v1\n', /s\.jsonl:1: .*git lfs pull/],
    [registry('basic.match:Match'), '{"input": \n', /s\.jsonl:1: Expected JSON/],
  ])('%#: what is wrong has its file and line', (yaml, samples, message) => {
    expect(() => fromRegistry(yaml, samples)).toThrow(message);
  });

  test('of several evaluations one is named, by its own name or the short one', () => {
    const two = `${registry('basic.match:Match')}b.dev.v0:\n  class: evals.elsuite.basic.includes:Includes\n`;
    const samples = lines({ input: 'Q?', ideal: 'x' });
    expect(() => fromRegistry(two, samples)).toThrow(/Expected one evaluation of .*, got 2 of them/);
    expect(() => fromRegistry(two, samples, 'a.dev.v1')).toThrow(/got `a.dev.v1` Did you mean `a.dev.v0`/);
    for (const only of ['a', 'a.dev.v0']) expect(fromRegistry(two, samples, only).items).toHaveLength(1);
  });

  test('samples without a registry, and those that are no texts', () => {
    const rows = [
      { input: 'Q?', ideal: 'x' },
      { input: [{ role: 'user', content: [{ type: 'image' }] }], ideal: 'x' },
    ];
    const { items, notes } = imported(
      's.jsonl',
      lines(...rows, { input: 'R?', ideal: [] }, { input: 'S?', ideal: { a: 1 } }),
    );
    expect(items).toHaveLength(1);
    expect(notes.join('\n')).toMatch(/begins with `ideal`[\s\S]*no text and no messages[\s\S]*its ideal is/);
  });
});

describe('OpenAI’s hosted Evals', () => {
  const criteria = (...testing: Json[]) => ({ object: 'eval', name: 'Ev Al', testing_criteria: testing });
  const check = { type: 'string_check', input: '{{ sample.output_text }}', operation: 'eq', reference: '{{item.a}}' };
  const close = { ...check, type: 'text_similarity', evaluation_metric: 'rouge_l', pass_threshold: 0.7 };
  const item = { question: 'Q?', a: 'x' };
  const given = (data: Json, file = 'd.jsonl') => ({
    data: { text: typeof data === 'string' ? data : JSON.stringify(data), file },
  });
  const messages = (text: string) => ({
    type: 'template',
    template: [{ role: 'user', content: { type: 'input_text', text } }],
  });

  test.each<[string, Json, Json]>([
    ['eq', check, { type: 'equals', value: 'x' }],
    ['ne', { ...check, operation: 'ne' }, { type: 'equals', value: 'x', not: true }],
    ['like', { ...check, operation: 'like' }, { type: 'contains-any', value: ['x'] }],
    ['ilike', { ...check, operation: 'ilike' }, { type: 'contains-any', value: ['x'], ignore_case: true }],
    ['similarity', close, { type: 'similarity', metric: 'l', value: 'x', threshold: 0.7 }],
  ])('%s', (_, criterion, expected) => {
    const task = imported('eval.json', criteria(criterion), given(lines({ item })));
    expect(task).toMatchObject({ format: 'openai-hosted', name: 'ev-al', notes: [] });
    expect(task.items).toMatchObject([{ input: 'Q?', target: { checks: [expected] } }]);
  });

  test.each<[Json, RegExp]>([
    [{ type: 'label_model' }, /label_model: it asks a model/],
    [{ type: 'python', source: '' }, /python: it is code of theirs/],
    [{ ...close, evaluation_metric: 'meteor' }, /text_similarity by `meteor`/],
    [{ ...check, operation: 'constructor' }, /the operation `constructor`/],
    [{ ...close, evaluation_metric: 'constructor' }, /text_similarity by `constructor`/],
    [{ ...check, input: '{{sample.output_json.a}}' }, /something else than/],
    [{ ...check, reference: '{{item.none}}' }, /an empty reference/],
    [3, /one that is no map/],
  ])('%j is left out, and said', (criterion, reason) => {
    const { items, notes } = imported('eval.json', criteria(check, criterion), given(lines({ item })));
    expect(items).toMatchObject([{ target: { checks: [{ type: 'equals' }] } }]);
    expect(notes.join()).toMatch(reason);
  });

  test.each<[string, Json, string]>([
    ['rows', lines({ item }), 'Q?'],
    ['bare rows', lines(item, { ...item, question: 'R?' }), 'Q?'],
    [
      'a run',
      { data_source: { input_messages: messages('Ask {{item.a}}'), source: { content: [{ item }] } } },
      'Ask x',
    ],
    [
      'a run that names a column',
      {
        data_source: {
          input_messages: { type: 'item_reference', item_reference: 'item.question' },
          source: { content: [{ item }] },
        },
      },
      'Q?',
    ],
    [
      'output items',
      lines({ datasource_item: item, sample: { input: [{ role: 'user', content: 'Asked' }] } }),
      'Asked',
    ],
    [
      'a page of them',
      { data: [{ datasource_item: { item }, sample: { input: [{ role: 'user', content: 'P' }] } }] },
      'P',
    ],
  ])('items as %s', (_, data, input) => {
    expect(imported('eval.json', criteria(check), given(data)).items[0]).toMatchObject({
      input,
      target: { checks: [{ type: 'equals', value: 'x' }] },
    });
  });

  test('without items, or with items alone, it says what is missing', () => {
    expect(() => imported('eval.json', criteria(check))).toThrow(/got none\. --data names/);
    expect(() => imported('items.jsonl', lines({ item }))).toThrow(/name the evaluation itself, and these with --data/);
  });
});

describe('Inspect', () => {
  test('choices become letters in the question', () => {
    const { items, scorer } = imported('d.json', [
      { id: 1, input: 'Q?', choices: ['x', 'y'], target: 'B', metadata: { a: 1 } },
      { id: 2, input: 'R?', choices: ['x', 'y'], target: 'x' },
      { id: 3, input: 'S?', choices: ['x', 'y'], target: ['A', 'B'] },
    ]);
    expect(scorer).toMatchObject({ name: 'choice' });
    expect(items).toMatchObject([
      {
        id: '1',
        input: 'Q?\n\nA) x\nB) y\n\nAnswer with the letter of the right choice.',
        target: 'B',
        metadata: { a: 1 },
      },
      { id: '2', target: 'A' },
    ]);
  });

  const byLetter = { B: 'y', A: 'x' };
  test.each<[Json, Json, string | undefined, RegExp]>([
    [['x', 'y'], 1, 'B', /a number, taken for the index/],
    [['0', '1'], 1, 'B', /a number, taken for the index/],
    [['1', '2', '3', '4'], 3, undefined, /the index of one choice and the text of another/],
    [['1', '2', '3', '4'], '3', 'C', /^$/],
    [['10', '20'], 20, 'B', /^$/],
    [['x', '', 'z'], 'C', 'C', /^$/],
    [byLetter, 'B', 'B', /^$/],
    [byLetter, 'x', 'A', /^$/],
  ])('of the choices %j, %j is %s', (choices, answer, letter, note) => {
    const { items, notes } = imported('d.jsonl', lines({ input: 'Q?', choices, answer }));
    expect(items.map(({ target }) => target)).toEqual(letter === undefined ? [] : [letter]);
    expect(notes.join()).toMatch(note);
  });

  test('a map of choices by other names is left out, and said', () => {
    const { items, notes } = imported('d.jsonl', lines({ input: 'Q?', choices: { text: ['x'] }, answer: 'A' }));
    expect([items, notes.join()]).toEqual([[], expect.stringMatching(/a map without their letters/)]);
  });

  test.each<[string, string, Json, Json[]]>([
    ['d.jsonl', lines({ input: 'Q?', target: 'x' }, { input: 'R?', target: ['y', 'z'] }), 'exact', [['x'], ['y', 'z']]],
    ['d.jsonl', lines({ question: 'Q?', answer: 7 }, { question: 'R?', answer: '-1.5' }), 'numeric', ['7', '-1.5']],
    ['d.csv', 'input,target,choices,metadata\nQ?,A,"x,y","{""a"": 1}"\n', 'choice', ['A']],
  ])('%s %#', (name, text, scorer, targets) => {
    const task = imported(name, text);
    expect([task.scorer].flat().map((one) => (typeof one === 'string' ? one : (one as { name: string }).name))).toEqual(
      [scorer],
    );
    expect(task.items.map(({ target }) => target)).toEqual(targets);
    expect(task.notes.join()).toMatch(scorer === 'choice' ? /^$/ : /a data set names no scorer/);
  });

  test.each<[Json, RegExp]>([
    [{ input: 'Q?', target: 'x', files: { a: 'b' } }, /comes with files or a sandbox/],
    [{ input: 'Q?' }, /it has no target/],
    [{ input: [{ role: 'user', content: [{ type: 'image', image: 'a' }] }], target: 'x' }, /no messages of texts/],
  ])('%j is left out, and said', (row, reason) => {
    const { items, notes } = imported('d.jsonl', lines({ input: 'R?', target: 'x' }, row));
    expect(items).toHaveLength(1);
    expect(notes.join()).toMatch(reason);
  });

  test.each<[string, Json, Json]>([
    ['match', 'checks', { checks: [{ type: 'ends-with', value: ['x'], ignore_case: true }] }],
    ['includes', 'checks', { checks: [{ type: 'contains-any', value: ['x'], ignore_case: true }] }],
    ['model_graded_fact', { judge: true }, ['x']],
    ['constructor', { name: 'exact', alternatives: true, ignore_case: true }, ['x']],
  ])('a log by its scorer: %s', (name, scorer, target) => {
    const samples = [1, 2].map((epoch) => ({ id: 's', epoch, input: 'Q?', target: 'x' }));
    const log = { version: 2, eval: { task: 'pkg/my_task' }, results: { scores: [{ name, scorer: name }] }, samples };
    const task = imported('log.json', log);
    expect(task).toMatchObject({ name: 'my_task', scorer });
    expect(task.items.map((one) => one.target)).toEqual([target]); // epochs are one item
  });

  const checking = (type: string, ignoreCase = true) => ({
    checks: [{ type, value: ['18'], ignore_case: ignoreCase }],
  });
  test.each<[string, Json, Json, RegExp]>([
    ['match', { numeric: true, location: 'any' }, '18', /`location` of the scorer `match` is left out/],
    ['match', { numeric: true }, '18', /^$/],
    ['match', { location: 'begin', ignore_case: false }, checking('starts-with', false), /^$/],
    ['match', { location: 'any' }, checking('contains-any'), /^$/],
    ['match', { location: 'exact' }, ['18'], /^$/],
    ['match', { location: 'end', extra: null }, checking('ends-with'), /^$/],
    ['includes', { ignore_case: false }, checking('contains-any', false), /^$/],
    ['model_graded_qa', { instructions: 'x' }, ['18'], /`instructions` of the scorer `model_graded_qa` is left out/],
  ])('a log by its scorer %s with %j', (name, params, target, note) => {
    const samples = [{ id: 's', input: 'Q?', target: '18' }];
    const logs: Json[] = [
      { eval: { scorers: [{ name, options: params }] }, samples },
      { eval: {}, results: { scores: [{ name: 'accuracy', scorer: name, params }] }, samples },
    ];
    for (const log of logs) {
      const { items, notes } = imported('log.json', log);
      expect(items.map((one) => one.target)).toEqual([target]);
      expect(notes.join()).toMatch(note);
    }
  });

  test('a log in JSON may hold numbers that JSON lacks, and texts that name them', () => {
    const log =
      '{"eval": {"scorers": [{"name": "match"}]}, "results": {"value": NaN, "more": [-Infinity,Infinity]}, ' +
      '"samples": [{"id": "s", "input": "Is \\"NaN\\" NaN, or -Infinity?", "target": "NaN", "metadata": {"x": NaN}}]}';
    expect(imported('log.json', log).items).toMatchObject([
      { input: 'Is "NaN" NaN, or -Infinity?', target: { checks: [{ value: ['NaN'] }] }, metadata: { x: null } },
    ]);
    expect(() => imported('log.json', log.replace('"results"', 'results'))).toThrow(/Expected JSON/);
  });

  test('of several scorers of a log the first counts, and it is said', () => {
    const scores = ['match', 'includes'].map((name) => ({ name, scorer: name }));
    const log = { eval: {}, results: { scores }, samples: [{ id: 's', input: 'Q?', target: '18' }] };
    expect(imported('log.json', log).notes.join()).toContain('another scorer, `includes`, is left out');
  });

  test('a log in its own form is a ZIP file with an entry a sample', async () => {
    const file = join(folders(), 'log.eval');
    const make = `import json, sys, zipfile
path, = json.load(sys.stdin)
with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as log:
    results = {"scores": [{"name": "match", "metrics": {"stderr": {"value": float("nan")}}}]}
    log.writestr("header.json", json.dumps({"eval": {"task": "sums", "scorers": [{"name": "match"}]}, "results": results}))
    for i in range(3):
        sample = {"id": i, "input": f"{i}?", "target": "x", "events": [], "scores": {"match": [-1e999, 1e999][i % 2]}}
        log.writestr(f"samples/{i}_epoch_1.json", json.dumps(sample))
print("null")`;
    python(make, [file]);
    const result = await importTask({ file, dir: folders() });
    expect(result).toMatchObject({ format: 'inspect', leftOut: [] });
    expect(Object.values(result.splits).reduce((sum, count) => sum + count, 0)).toBe(3);
    for (const [broken, message] of [
      [readFileSync(file).fill(0, 40, 60), /damaged|invalid|not in it/],
      [readFileSync(file).subarray(0, 200), /no ZIP file/],
      [Buffer.from('PK'), /no ZIP file/],
    ] as const) {
      writeFileSync(file, broken);
      await expect(importTask({ file, dir: folders() })).rejects.toMatchObject({
        code: 'import-missing',
        message: expect.stringMatching(message),
      });
    }
  });
});
