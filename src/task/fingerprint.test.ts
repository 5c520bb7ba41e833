import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type TaskDefinition, defineTask } from './define.ts';
import { taskFingerprint, testSplit } from './fingerprint.ts';
import type { Scorer } from './contract.ts';
import { loadTask } from './load.ts';
import { SCORERS } from './scorers/index.ts';
import { VERSIONS } from './scorers/versions.ts';

const items = ['a', 'b', 'c', 'd'].map((id) => ({ id, input: `what is ${id}?`, target: id }));
const base = {
  name: 'letters',
  description: 'Name the letter.',
  scorer: { name: 'exact' as const, ignoreCase: true },
  splits: { validation: items.slice(0, 2), test: items.slice(2) },
};
const of = (changes: object): string => taskFingerprint(defineTask({ ...base, ...changes } as TaskDefinition));

test('the same task has the same fingerprint', () => {
  expect(of({})).toBe(of({ splits: { test: items.slice(2), validation: items.slice(0, 2) } }));
});

test.each([
  ['description', { description: 'Name the letters.' }],
  ['metric', { metric: 'score' }],
  ['scorer', { scorer: 'numeric' }],
  ['options of the scorer', { scorer: { name: 'exact', ignoreCase: false } }],
  ['function that scores', { scorer: () => 1 }],
  ['split', { splits: { validation: items.slice(0, 1), test: items.slice(1) } }],
  ['gold', { splits: { ...base.splits, test: [items[2]!, { ...items[3]!, target: 'e' }] } }],
])('another %s is another task', (_, changes) => {
  expect(of(changes)).not.toBe(of({}));
});

test('two functions of different text are two scorers', () => {
  expect(of({ scorer: () => 1 })).not.toBe(of({ scorer: () => 0 }));
});

test('openings are counted by the items of the test split, golds and order included, and by nothing else', () => {
  const hash = (changes: object): string => testSplit(defineTask({ ...base, ...changes } as TaskDefinition)).splitHash;
  const { validation, test: sealed } = base.splits;
  expect(hash({ name: 'renamed', scorer: 'numeric', splits: { validation: items.slice(0, 1), test: sealed } })).toBe(
    hash({}),
  );
  expect(hash({ splits: { validation, test: sealed.toReversed() } })).not.toBe(hash({}));
  expect(hash({ splits: { validation, test: sealed.map((item) => ({ ...item, target: 'x' })) } })).not.toBe(hash({}));
});

/** Files of a task, and a change to one of them that must not go unnoticed. */
const kinds: [string, Record<string, string>, string, (text: string) => string][] = [
  [
    'scorer.py',
    {
      'task.yaml':
        'name: own\n' +
        'description: d\n' +
        'data: items.jsonl\n' +
        'scorer: { python: scorer.py }\n' +
        'split: { validation: 1, test: 1 }\n',
      'items.jsonl': '{"input": "a", "target": 1}\n{"input": "b", "target": 2}\n',
      'scorer.py': 'def score(prediction, target):\n    return 1.0\n',
    },
    'scorer.py',
    (text) => text.replace('1.0', '0.5'),
  ],
  [
    'description of a task.yaml',
    {
      'task.yaml': 'name: own\ndescription: d\ndata: items.jsonl\nscorer: exact\nsplit: { validation: 1, test: 1 }\n',
      'items.jsonl': '{"input": "a", "target": 1}\n{"input": "b", "target": 2}\n',
    },
    'task.yaml',
    (text) => text.replace('description: d', 'description: e'),
  ],
  [
    'option in a task.yaml',
    {
      'task.yaml':
        'name: own\n' +
        'description: d\n' +
        'data: items.jsonl\n' +
        'scorer: { name: numeric, absolute: 0.1 }\n' +
        'split: { validation: 1, test: 1 }\n',
      'items.jsonl': '{"input": "a", "target": 1}\n{"input": "b", "target": 2}\n',
    },
    'task.yaml',
    (text) => text.replace('0.1', '0.2'),
  ],
  [
    'helper beside the scorer in a module',
    {
      'task.mjs':
        'const right = () => 1;\n' +
        'const item = (id) => ({ id, input: id, target: id });\n' +
        "const splits = { validation: [item('a')], test: [item('b')] };\n" +
        "const scorer = { name: 'own', score: () => ({ value: right() }) };\n" +
        "export default { name: 'own', description: 'd', kind: 'answer', metric: 'score', splits, scorer };\n",
    },
    'task.mjs',
    (text) => text.replace('=> 1', '=> 0'),
  ],
];
test.each(kinds)('a changed %s is another task', async (_, files, changed, change) => {
  const load = async (texts: Record<string, string>): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'w4s-fingerprint-'));
    for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
    const task = await loadTask(join(folder, Object.keys(files)[0]!));
    await rm(folder, { recursive: true });
    return taskFingerprint(task);
  };
  const before = await load(files);
  expect(await load(files)).toBe(before);
  expect(await load({ ...files, [changed]: change(files[changed]!) })).not.toBe(before);
});

test('a built-in scorer is known by its version, however its code is written', () => {
  const made = Object.entries(SCORERS).map(([name, make]) => [name, (make as () => Scorer)().fingerprint]);
  expect(Object.fromEntries(made)).toEqual(VERSIONS);
});
