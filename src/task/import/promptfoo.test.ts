import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processorMs } from '../../../tests/support/processor-time.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import type { Json } from '../../base/json.ts';
import { readImported } from './detect.ts';
import { createNotes } from './notes.ts';

const folders = temporaryFolders();

/** A config as its text, with files beside it. */
function imported(config: string | Json, files: Record<string, string> = {}) {
  const folder = join(folders(), 'config');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const notes = createNotes();
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  const task = readImported({ source: { text, file: join(folder, 'promptfooconfig.yaml') }, notes });
  return { ...task, notes: notes.lines() };
}

const prompts = ['Say {{x}}'];
const vars = { x: 'it' };
const asserting = (assert: Json, more: Record<string, Json> = {}) =>
  imported({ prompts, tests: [{ vars, assert, ...more }] });

describe('assertions', () => {
  test.each<[Json, Json]>([
    [
      { type: 'equals', value: 'a {{x}}' },
      { type: 'equals', value: 'a it' },
    ],
    [
      { type: 'equals', value: { b: ['{{x}}', 1] } },
      { type: 'equals', value: { b: ['it', 1] } },
    ],
    [
      { type: 'contains', value: 7 },
      { type: 'contains-any', value: ['7'] },
    ],
    [
      { type: 'not-icontains', value: 'no', weight: 2 },
      { type: 'contains-any', value: ['no'], ignore_case: true, not: true, weight: 2 },
    ],
    [
      { type: 'contains-all', value: 'a, "b, c"' },
      { type: 'contains-all', value: ['a', 'b, c'] },
    ],
    [
      { type: 'icontains-any', value: ['a', 'b'] },
      { type: 'contains-any', value: ['a', 'b'], ignore_case: true },
    ],
    [
      { type: 'regex', value: '^(?<y>\\d+)$' },
      { type: 'regex', value: '^(?P<y>\\d+)$' },
    ],
    [
      { type: 'regex', value: 'a[^]*b[]|[^\\]]\\[^\\/\\u00e4[x\\-]' },
      { type: 'regex', value: 'a[\\s\\S]*b(?!)|[^\\]]\\[^\\/\\u00e4[x\\-]' },
    ],
    [
      { type: 'regex', value: '\\(?<a\\\\p{2}' },
      { type: 'regex', value: '\\(?<a\\\\p{2}' },
    ],
    [{ type: 'is-json' }, { type: 'is-json' }],
    [
      { type: 'is-json', value: 'type: object\nrequired: [a]' },
      { type: 'is-json', value: { type: 'object', required: ['a'] } },
    ],
    [
      { type: 'levenshtein', value: 'a' },
      { type: 'levenshtein', value: 'a', threshold: 5 },
    ],
    [
      { type: 'python', value: '"{{x}}" in output' },
      { type: 'python', value: '"it" in output', vars },
    ],
    [
      { type: 'assert-set', assert: [{ type: 'equals', value: 'a' }] },
      { type: 'equals', value: 'a' },
    ],
    [{ $ref: '#/tests/0/options/t' }, { type: 'equals', value: 'z' }],
  ])('%j', (assertion, check) => {
    const { items, notes } = asserting([assertion], { options: { t: { type: 'equals', value: 'z' } } });
    expect(notes).toEqual([]);
    expect(items).toEqual([{ input: 'Say it', target: { checks: [check] }, line: 1 }]);
  });

  test.each<[Json, RegExp]>([
    [{ type: 'llm-rubric', value: 'kind' }, /llm-rubric: it asks a model/],
    [{ type: 'javascript', value: 'true' }, /javascript: it is code/],
    [{ type: 'latency', threshold: 5 }, /latency: it looks at the call/],
    [{ type: 'constructor' }, /constructor: w4s has nothing like it/],
    [{ type: 'equals', value: '{{ x | shout }}' }, /equals with a template with `{{ x \| shout }}`/],
    [{ type: 'equals', value: 'file://a.txt' }, /equals with a value from a file/],
    [{ type: 'python', value: 'file://a.py' }, /python from a file/],
    [{ type: 'equals', value: 'a', transform: 'output.trim()' }, /code transforms first/],
    [{ type: 'regex', value: '(' }, /a regex that is none/],
    ...['\\p{L}', '(?<=a)b', 'a{,3}', '\\A', '[\\i]', '\\cA', '(?<n>a)\\k<n>'].map((value): [Json, RegExp] => [
      { type: 'regex', value },
      /a regex that Python reads otherwise/,
    ]),
    [{ type: 'is-json', value: { pattern: 'a' } }, /schema that has `pattern`/],
    [{ type: 'contains', value: '' }, /without a text/],
    [{ type: 'assert-set', threshold: 0.5, assert: [] }, /assert-set with a threshold/],
    [{}, /an assertion without a type/],
  ])('%j is left out, and said', (assertion, reason) => {
    const { items, notes } = asserting([{ type: 'equals', value: 'a' }, assertion]);
    expect(items).toMatchObject([{ target: { checks: [{ type: 'equals' }] } }]);
    expect(notes.join()).toMatch(reason);
    expect(notes.join()).toContain('promptfooconfig.yaml:1)');
    const alone = asserting([assertion]);
    expect(alone.items).toEqual([]);
    expect(alone.notes.join()).toContain('a test is left out: none of its assertions is taken over');
  });

  test('what holds for every test is added; a threshold is kept; one without weight is only looked at', () => {
    const { items } = imported({
      prompts,
      defaultTest: { vars: { x: 'a', y: 'b' }, assert: [{ type: 'contains', value: '{{y}}' }], threshold: 0.5 },
      tests: [{ vars: { x: 'c' }, assert: [{ type: 'equals', value: 'd', weight: 0 }] }],
    });
    expect(items).toMatchObject([
      { input: 'Say c', target: { checks: [{ type: 'contains-any', value: ['b'] }], threshold: 0.5 } },
    ]);
  });
});

describe('tests', () => {
  const assert = [{ type: 'equals', value: '{{x}}' }];

  test.each<[string, Json, Json, string]>([
    ['a file', {}, { vars: 'file://v1.yaml' }, 'Say one and two'],
    ['files', {}, { vars: ['v1.yaml', 'file://v2.json'] }, 'Say one and three'],
    ['a file for every test', { vars: 'file://v1.yaml' }, { vars: { y: 'four' } }, 'Say one and four'],
  ])('variables from %s', (_, defaultTest, own, input) => {
    const files = { 'v1.yaml': 'x: one\ny: two\n', 'v2.json': '{"y": "three"}' };
    const both = { prompts: ['Say {{x}} and {{y}}'], defaultTest, tests: [{ ...(own as object), assert }] };
    expect(imported(both, files)).toMatchObject({
      items: [{ input, target: { checks: [{ type: 'equals', value: 'one' }] } }],
      notes: [],
    });
  });

  test.each<[Json, RegExp]>([
    ['file://none.yaml', /a test is left out: .*its variables: .*none\.yaml/],
    ['file://v.py', /`v\.py`, which is no YAML or JSON file/],
    ['file://list.yaml', /`list\.yaml` holds no map of variables/],
    [7, /its variables are no map/],
  ])('variables from %j leave a test out, and it is said', (given, reason) => {
    const files = { 'list.yaml': '- a\n' };
    const configs: Json[] = [
      { prompts, tests: [{ vars: given, assert }] },
      { prompts, defaultTest: { vars: given }, tests: [{ vars, assert }] },
    ];
    for (const config of configs) {
      const { items, notes } = imported(config, files);
      expect(items).toEqual([]);
      expect(notes.join()).toMatch(reason);
    }
  });

  test('a test may do without the assertions of all; a variable that it does not define is told', () => {
    const { items, notes } = imported({
      prompts: ['Say {{x}} to {{who}}'],
      defaultTest: { assert: [{ type: 'contains', value: 'all' }] },
      tests: [
        { vars: { ...vars, who: 'me' }, assert, options: { disableDefaultAsserts: true } },
        { vars, assert },
      ],
    });
    expect(items.map(({ target }) => (target as { checks: Json[] }).checks.length)).toEqual([1, 2]);
    expect(notes).toEqual([expect.stringMatching(/^a test does not define `{{who}}`/)]);
  });

  test('variables that are lists stand for each combination, unless that is off', () => {
    const lists = { vars: { x: ['a', 'b'], y: ['1', '2'] }, assert };
    expect(imported({ prompts, tests: [lists] }).items.map(({ input }) => input)).toEqual(
      ['a', 'a', 'b', 'b'].map((x) => `Say ${x}`),
    );
    const off = { ...lists, options: { disableVarExpansion: true } };
    expect(imported({ prompts, tests: [off] }).items.map(({ input }) => input)).toEqual(['Say ["a","b"]']);
    const huge = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`v${i}`, ['a', 'b', 'c']]));
    expect(imported({ prompts, tests: [{ vars: huge, assert }] }).notes.join()).toContain('more than 10,000');
  });

  test.each<[string, Json]>([
    ['blue', { type: 'equals', value: 'blue' }],
    ['contains: blue', { type: 'contains-any', value: ['blue'] }],
    ['not-icontains:red', { type: 'contains-any', value: ['red'], ignore_case: true, not: true }],
    ['"contains-any: a, b"', { type: 'contains-any', value: ['a', 'b'] }],
    ['levenshtein(3): blue', { type: 'levenshtein', value: 'blue', threshold: 3 }],
    ['is-json', { type: 'is-json' }],
    ['note: this is text', { type: 'equals', value: 'note: this is text' }],
  ])('a cell of a CSV: %s', (cell, check) => {
    const { items, notes } = imported(
      { prompts, tests: 'file://t.csv' },
      { 't.csv': `x,__expected,__prefix\nit,${cell},So: \n` },
    );
    expect(notes).toEqual([]);
    expect(items).toEqual([{ input: 'So: Say it', target: { checks: [check] }, line: 2 }]);
  });

  test('files beside the config: YAML, JSON Lines, text for a variable; others are left out, and said', () => {
    const { items, notes } = imported(
      {
        prompts: ['file://p.txt', 'other'],
        tests: [
          'file://t.yaml',
          't.jsonl',
          'file://gen.py',
          'https://x.org/t.csv',
          'file://*/t.yaml',
          'file://none.csv',
        ],
      },
      {
        'p.txt': 'Read {{x}}\n---\nanother\n',
        't.yaml': '- vars: {x: file://v.txt}\n  assert: [{type: equals, value: a}]\n- 3\n',
        't.jsonl': '{"vars": {"x": "b"}, "assert": [{"type": "equals", "value": "b"}]}\n',
        'v.txt': 'a text',
      },
    );
    expect(items.map(({ input }) => input)).toEqual(['Read a text', 'Read b']);
    expect(notes.filter((line) => line.includes('tests are left out'))).toHaveLength(4);
    expect(notes.join()).toContain('another prompt is left out');
  });

  test('a star stands for files in their order; without prompts, each test has its own', () => {
    const row = (prompt: string) => `{"vars": {"prompt": "${prompt}"}, "assert": [{"type": "equals", "value": "a"}]}`;
    const files = { 't2.jsonl': row('two'), 't1.jsonl': row('one'), 'x.jsonl': row('no'), 't.json': `[${row('no')}]` };
    expect(imported({ tests: 'file://t*.jsonl' }, files).items.map(({ input }) => input)).toEqual(['one', 'two']);
    expect(imported({ tests: 'file://u*.jsonl' }, files).notes.join()).toContain('u*.jsonl');
  });

  test('nothing is read from outside of its folder, by links neither', () => {
    const secret = join(folders(), 'secret.csv');
    writeFileSync(secret, 'x,__expected\nSECRET,a\n');
    const folder = folders();
    symlinkSync(secret, join(folder, 'link.csv'));
    const notes = createNotes();
    const tests = [
      `file://${secret}`,
      'file://../secret.csv',
      'file://link.csv',
      { vars: { x: `file://${secret}` }, assert },
    ];
    const text = JSON.stringify({ prompts: [`file://${secret}`, ...prompts], tests });
    const task = readImported({ source: { text, file: join(folder, 'c.yaml') }, notes });
    expect(task.items).toEqual([]);
    expect(JSON.stringify(notes.lines())).not.toContain('SECRET');
  });
});

describe('prompts', () => {
  const tests = [{ vars, assert: [{ type: 'equals', value: 'a' }] }];

  test.each<[Json, string]>([
    ['Say {{ x }} {# aside #}{{ missing }}.', 'Say it .'],
    ['{{ x | upper }} {{x|dump}} {{-x-}}', 'IT "it" it'],
    [[{ id: 'file.py' }, { raw: 'Raw {{x}}', label: 'b' }], 'Raw it'],
    ['[{"role": "user", "content": "Only {{x}}"}]', 'Only it'],
    ['[{"role": "system", "content": "S"}, {"role": "user", "content": "{{x}}"}]', 'system: S\n\nuser: it'],
    ['{% if x %}a{% endif %}', ''],
    ['{{ x', ''],
  ])('%j', (prompt, input) => {
    if (input === '') expect(() => imported({ prompts: prompt, tests })).toThrow(/Expected a prompt that is a text/);
    else expect(imported({ prompts: prompt, tests }).items).toMatchObject([{ input }]);
  });

  test.each([
    ['größe.txt', 'From a file: it'],
    ['two words.md', 'From a file: it'],
    ['*.txt', /`\*\.txt` names several files/],
    ['prompts/*', /`prompts\/\*` names several files/],
    ['my prompts.py:make', /`my prompts\.py:make` is code/],
  ])('%s is a path', (path, meant) => {
    const files = { 'größe.txt': 'From a file: {{x}}', 'two words.md': 'From a file: {{x}}' };
    const { items, notes } = imported({ prompts: [path, '{{x}}, or {{x}}.txt'], tests }, files);
    expect(items).toMatchObject([{ input: typeof meant === 'string' ? meant : 'it, or it.txt' }]);
    if (typeof meant !== 'string') expect(notes.join()).toMatch(meant);
  });

  test('merge keys are merged', () => {
    const config =
      'prompts: ["{{x}}"]\ncommon: &common {assert: [{type: equals, value: a}]}\n' +
      'words: &words {x: one, y: two}\ntests:\n  - <<: *common\n    vars: {<<: *words, x: three}\n';
    expect(imported(config)).toMatchObject({ items: [{ input: 'three', target: { checks: [{ value: 'a' }] } }] });
  });

  test.each<[string, RegExp]>([
    ['prompts: [a\ntests: []', /promptfooconfig\.yaml:\d+: Expected YAML/],
    ['description: a\nprompts:\n  - file://p.py\ntests: []', /promptfooconfig\.yaml:3: `prompts`: Expected a prompt/],
    ['a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nprompts: *c\n' + 'd: [*c, *c, *c]\n'.repeat(1), /prompts|aliases/],
    ['hello: 1', /neither `prompts` and `tests`/],
  ])('a broken config is told with its line: %j', (text, message) => {
    expect(() => imported(text)).toThrow(message);
  });

  test('references that lead to themselves, and a million repeats, take no time', () => {
    const spent = processorMs(() => {
      const loop = imported({ prompts, a: { $ref: '#/a' }, tests: [{ vars, assert: [{ $ref: '#/a' }] }] });
      expect(loop.items).toEqual([]);
      const long = '{'.repeat(300_000) + '{{'.repeat(100_000);
      expect(() => imported({ prompts: long, tests })).toThrow(/Expected a prompt/);
      const many = Array.from({ length: 5_000 }, (_, i) => ({ vars: { x: i }, assert: [{ type: `t${i}` }] }));
      expect(imported({ prompts, tests: many }).notes.length).toBeLessThanOrEqual(41);
    });
    expect(spent).toBeLessThan(15_000);
  });
});
