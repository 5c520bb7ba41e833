import { fileURLToPath } from 'node:url';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { ScoreContext, Task } from './contract.ts';
import { defineTask, type TaskDefinition } from './define.ts';
import { taskFingerprint } from './fingerprint.ts';

const items = Array.from({ length: 10 }, (_, k) => ({ input: `${k} + 1?`, target: k + 1 }));
const base = { name: 'sums', description: 'Sums of two numbers.', items, scorer: 'numeric' } as const;

test('items are named, cut 40 / 60 in a seeded order, and scored', async () => {
  const task = defineTask(base);
  expectTypeOf(task).toEqualTypeOf<Task>();
  expect(task).toMatchObject({ name: 'sums', kind: 'answer', metric: 'accuracy' });
  expect([task.splits.validation!.length, task.splits.test!.length, task.splits.train]).toEqual([4, 6, undefined]);
  expect(
    Object.values(task.splits)
      .flat()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(items.map((_, k) => `sums/${k}`));
  expect(defineTask(base).splits).toEqual(task.splits);
  expect(defineTask({ ...base, split: { validation: 0.4, test: 0.6, seed: 1 } }).splits).not.toEqual(task.splits);
  const item = task.splits.test![0]!;
  expect(await task.scorer.score(`it is ${String(item.target)}`, item, {} as ScoreContext)).toMatchObject({ value: 1 });
});

test('parts and counts; what is left goes to training', () => {
  const sizes = (split: NonNullable<TaskDefinition['split']>) =>
    Object.fromEntries(
      Object.entries(defineTask({ ...base, split }).splits).map(([name, list]) => [name, list.length]),
    );
  expect(sizes({ validation: 3, test: 4 })).toEqual({ validation: 3, test: 4, train: 3 });
  expect(sizes({ validation: 0.25, test: 0.5, train: 0.25 })).toEqual({ validation: 3, test: 5, train: 2 });
  expect(sizes({ validation: 2, test: 2, train: 1 })).toEqual({ validation: 2, test: 2, train: 1 });
});

test("a scorer of one's own sees the type of the targets", async () => {
  const task = defineTask({
    name: 'cities',
    description: 'Capitals.',
    splits: {
      validation: [{ input: 'France', target: { city: 'Paris', size: 2 } }],
      test: [{ input: 'Peru', target: { city: 'Lima', size: 10 } }],
    },
    scorer: (prediction, item) => {
      expectTypeOf(item.target.city).toBeString();
      return prediction === item.target.city;
    },
  });
  expect(task.metric).toBe('score');
  expect(task.splits.test![0]!.id).toBe('cities/test/0');
  expect(await task.scorer.score('Lima', task.splits.test![0]!, {} as ScoreContext)).toEqual({ value: 1 });
});

test('items may be fetched when the task is loaded', async () => {
  const promise = defineTask({ ...base, items: async () => items });
  expectTypeOf(promise).toEqualTypeOf<Promise<Task>>();
  expect((await promise).splits.validation).toHaveLength(4);
});

test('code tasks and scorers with options', () => {
  const code = [1, 2, 3].map((k) => ({ input: `f${k}`, target: `assert f${k}() == ${k}`, entryPoint: `f${k}` }));
  expect(defineTask({ ...base, items: code, scorer: { name: 'unit-tests', timeoutMs: 1000 } })).toMatchObject({
    kind: 'code',
    metric: 'pass@1',
  });
});

test('inputs that stand twice are told; a scorer that needs no gold takes items without', () => {
  const judged = { name: 'kind', needsGold: false, score: () => ({ value: 1 }) };
  const task = defineTask({
    ...base,
    scorer: judged,
    instructions: '',
    items: ['a', 'b', 'a'].map((input) => ({ input })),
  });
  expect(task).toMatchObject({ instructions: '', warnings: [expect.stringContaining('1 input stand')] });
  expect(
    Object.values(task.splits)
      .flat()
      .map(({ target }) => target),
  ).toEqual([null, null, null]);
});

test('a task passes again as what it is', () => {
  const task = defineTask({ ...base, instructions: 'Add.' });
  expect(defineTask(task)).toEqual(task);
});

const cyclic: unknown[] = [];
cyclic.push(cyclic);

describe('mistakes', () => {
  const cases: [string, object, RegExp][] = [
    ['an unknown field', { ...base, scorrer: 'numeric' }, /`scorrer`: Unknown field\. Did you mean `scorer`\?/],
    ['no name', { ...base, name: undefined }, /`name`: Expected text, got nothing/],
    ['a name with spaces', { ...base, name: 'my task' }, /`name`: Expected letters, digits.*got `"my task"`/],
    ['no scorer', { ...base, scorer: undefined }, /`scorer`: Expected the name of a scorer or a function/],
    ['an unknown scorer', { ...base, scorer: 'numerc' }, /`scorer`: Expected one of `exact`.*Did you mean `numeric`\?/],
    [
      'an unknown option',
      { ...base, scorer: { name: 'numeric', absolut: 1 } },
      /`scorer\.absolut`: Unknown field\. Did you mean `absolute`\?/,
    ],
    [
      'a wrong option',
      { ...base, scorer: { name: 'numeric', absolute: -1 } },
      /`scorer\.absolute`: Expected a non-negative number, got `-1`/,
    ],
    [
      'an item without input',
      { ...base, items: [...items, { target: 1 }] },
      /`items\[10\]\.input`: Expected text, got nothing/,
    ],
    [
      'a misspelt item field',
      { ...base, items: [...items, { input: 'x', target: 1, entrypoint: 'f' }] },
      /`items\[10\]\.entrypoint`: Unknown field\. Did you mean `entryPoint`\?/,
    ],
    [
      'an item without target',
      { ...base, items: [...items, { input: 'x' }] },
      /`items\[10\]\.target`: Expected a gold answer/,
    ],
    [
      'an item whose target is empty',
      { ...base, items: [...items, { input: 'x', target: ' ' }] },
      /`items\[10\]\.target`: Expected a gold answer, got `" "`/,
    ],
    [
      'an item in a split without target',
      { ...base, items: undefined, splits: { validation: items, test: [{ input: 'x', target: null }] } },
      /`splits\.test\[0\]\.target`: Expected a gold answer, got `null`/,
    ],
    [
      'a target of no number',
      { ...base, items: [...items, { input: 'x', target: NaN }] },
      /`items\[10\]\.target`: Expected a value that JSON can hold.*got `NaN`/,
    ],
    [
      'a big integer as target',
      { ...base, items: [...items, { input: 'x', target: 12345678901234567890n }] },
      /`items\[10\]\.target`: Expected a value that JSON can hold.*got `12345678901234567890`/,
    ],
    [
      'a target that is a date',
      { ...base, items: [...items, { input: 'x', target: new Date(0) }] },
      /`items\[10\]\.target`: Expected a value that JSON can hold/,
    ],
    [
      'a target that holds itself',
      { ...base, items: [...items, { input: 'x', target: cyclic }] },
      /`items\[10\]\.target`: Expected a value that JSON can hold/,
    ],
    [
      'an input of white space',
      { ...base, items: [...items, { input: ' \n', target: 1 }] },
      /`items\[10\]\.input`: Expected non-empty text/,
    ],
    ['one item', { ...base, items: items.slice(0, 1) }, /`items`: Expected at least two items/],
    [
      'items and splits',
      { ...base, splits: { validation: items, test: items } },
      /Expected either `items` or `splits`/,
    ],
    ['neither', { ...base, items: undefined }, /Expected either `items` or `splits`/],
    [
      'no test split',
      { ...base, items: undefined, splits: { validation: items } },
      /`splits\.test`: Expected a list, got nothing/,
    ],
    [
      'a part over the items',
      { ...base, split: { validation: 8, test: 8 } },
      /`split`: Expected the parts to sum to at most the 10 items, got 16/,
    ],
    [
      'a part of nothing',
      { ...base, split: { validation: 0.01, test: 0.5 } },
      /`split`: Expected items for validation and for test, got 0 and 5 of 10/,
    ],
    [
      'a part of one and a half',
      { ...base, split: { validation: 1.5, test: 0.5 } },
      /`split\.validation`: Expected a fraction between 0 and 1, or a whole number of items, got `1\.5`/,
    ],
    [
      'the same id twice',
      {
        ...base,
        items: [
          { id: 'a', input: 'x', target: 1 },
          { id: 'a', input: 'y', target: 2 },
        ],
      },
      /Expected each id once, got `a` twice/,
    ],
    [
      'code without an entry point',
      { ...base, kind: 'code' },
      /`entryPoint`: Expected each item of a code task to name its function/,
    ],
  ];
  test.each(cases)('%s', (_, definition, message) => {
    const run = () => defineTask(definition as TaskDefinition);
    expect(run).toThrow(message);
    expect(run).toThrow(expect.objectContaining({ code: 'task-invalid', exitCode: 2 }));
  });
});

describe('tools and files', () => {
  const folder = fileURLToPath(new URL('../../examples/tools', import.meta.url));
  const withFiles = (...files: string[]) => [{ ...items[0]!, files }, ...items.slice(1)];

  test('are those of the task, with the names of files in the input', () => {
    const tools = [{ corpus: 'passages.jsonl' }];
    const task = defineTask({ ...base, folder, tools, items: withFiles('files/loans.json') });
    const item = Object.values(task.splits)
      .flat()
      .find(({ files }) => files !== undefined);
    expect(task).toMatchObject({ folder, tools });
    expect(item).toMatchObject({
      input: '0 + 1?\n\nFiles that come with it:\n- files/loans.json (189 B)',
      files: [{ name: 'files/loans.json', bytes: 189 }],
    });
    // A task passes again as it is, as it does when a module exports it.
    const { name, description, scorer, splits } = task;
    const again = defineTask({ name, description, scorer, splits, folder, tools } as unknown as TaskDefinition);
    expect(again.splits).toEqual(task.splits);
    expect(taskFingerprint(task)).toBe(taskFingerprint(again));
    expect(taskFingerprint(task)).not.toBe(taskFingerprint({ ...task, tools: undefined }));
  });

  test('leave a task without them as it was', () => {
    const task = defineTask(base);
    expect([task.folder, task.tools]).toEqual([undefined, undefined]);
    expect(taskFingerprint(task)).toBe('1518530cbdf70e13');
  });

  test.each([
    [{ items: withFiles('../../package.json') }, /`files`: .+outside the task's folder/],
    [{ items: withFiles('files/none.csv') }, /`files`: .+there is none/],
    [{ tools: [] }, /`tools`: Expected at least one source/],
    [{ tools: [{ cmd: 'x' }] }, /`tools\[0\]`: Expected `command`, `url` or `corpus`/],
    [{ tools: [{ url: 'ftp://a.b' }] }, /`tools\[0\]\.url`: Expected an address that begins/],
  ])('%j is refused', (more, message) => {
    const definition = { ...base, folder, ...more } as unknown as TaskDefinition;
    expect(() => defineTask(definition)).toThrow(message);
  });
});
