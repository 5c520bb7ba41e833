import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleWorkflow } from '../../workflow/index.ts';
import { PRESETS, presetFile } from './presets.ts';
import { readStudy } from './read-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-study-file-'));
  await writeFile(join(folder, 'mine.py'), 'def workflow(agent, task):\n    return {"answer": task}\n');
  await writeFile(join(folder, 'task.yaml'), 'name: own\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A study that can be run, with some of its lines in another form. */
const LINES = {
  tasks: 'tasks: [word-problems]',
  executors: 'executors: ["sim:executor"]',
  metas: 'metas: ["sim:meta"]',
};

async function study(lines: Partial<Record<string, string>> = {}, name = 'some.yaml') {
  const file = join(folder, name);
  await writeFile(file, Object.values({ ...LINES, ...lines }).join('\n'));
  return readStudy(file);
}

test('what is left out: w4s, start and vote, three seeds, the settings of optimize, the name of the file', async () => {
  const { kind, name, arms, design, against, pairs } = await study();
  expect([kind, name, against]).toEqual(['study', 'some', 'w4s']);
  expect(arms.map((arm) => [arm.name, arm.key, arm.kind])).toEqual([
    ['w4s', 'meta/w4s', 'search'],
    ['start', 'start', 'start'],
    ['vote', 'vote', 'vote'],
  ]);
  expect(design).toMatchObject({
    seeds: [0, 1, 2],
    turns: 10,
    validation: 128,
    test: 500,
    calls: null,
    usd: undefined,
  });
  expect(pairs).toEqual([
    ['start', 'w4s'],
    ['vote', 'w4s'],
  ]);
});

test('arms are meta-agents by strategies; runs are named by both, however few there are', async () => {
  const strategies = 'strategies: [w4s, {name: wide, strategy: w4s, context: all}, {strategy: best-of-n}]';
  const one = await study({ strategies, baselines: 'baselines: []' });
  expect(one.arms.map(({ name, key }) => `${name} ${key}`)).toEqual([
    'w4s meta/w4s',
    'wide meta/wide',
    'best-of-n meta/best-of-n',
  ]);
  expect(one.arms[1]).toMatchObject({ strategy: 'w4s', settings: { context: 'all' } });
  const metas = 'metas: [{name: a, model: "sim:meta"}, "http://127.0.0.1:1/v1#org/b-7b"]';
  const two = await study({ metas, strategies: 'strategies: [w4s, best-of-n]', against: 'against: b-7b/w4s' });
  expect(two.arms.slice(0, 4).map(({ name, key }) => name === key && name)).toEqual([
    'a/w4s',
    'a/best-of-n',
    'b-7b/w4s',
    'b-7b/best-of-n',
  ]);
  expect(two.pairs.every(([, other]) => other === 'b-7b/w4s')).toBe(true);
  const plain = await study({ metas });
  expect(plain.arms.slice(0, 2).map(({ name, key }) => [name, key])).toEqual([
    ['a', 'a/w4s'],
    ['b-7b', 'b-7b/w4s'],
  ]);
});

test('paths are taken from the folder of the file; JSON is read as well', async () => {
  const { tasks, arms, executors } = await study(
    {
      tasks: '{"tasks": ["word-problems", "task.yaml", "."],',
      executors: '"executors": ["gguf:./a.gguf", {"name": "b", "model": "ollama:x:7b"}],',
      metas: '"baselines": ["direct"], "workflows": ["mine.py", {"name": "cot", "file": "chain_of_thought"}]}',
    },
    'some.json',
  );
  expect(tasks).toEqual(['word-problems', join(folder, 'task.yaml'), folder]);
  expect(executors).toEqual([
    { name: 'a', model: `gguf:${join(folder, 'a.gguf')}` },
    { name: 'b', model: 'ollama:x:7b' },
  ]);
  expect(arms.map(({ name, file }) => [name, file])).toEqual([
    ['mine', join(folder, 'mine.py')],
    ['cot', exampleWorkflow('chain_of_thought')],
    ['direct', exampleWorkflow('direct')],
  ]);
});

test('solvers are arms without a search, asked by `direct` unless told', async () => {
  const { arms } = await study({
    metas: 'metas: []',
    more: 'solvers: ["trained:x", {name: y, model: "gguf:./y.gguf", workflow: mine.py}]',
  });
  expect(arms.map(({ name, kind, model, file, strategy }) => [name, kind, model, file, strategy])).toEqual([
    ['x', 'solver', 'trained:x', exampleWorkflow('direct'), null],
    ['y', 'solver', `gguf:${join(folder, 'y.gguf')}`, join(folder, 'mine.py'), null],
  ]);
});

test.each(PRESETS)('the preset %s is one, of its own name', async (preset) => {
  expect(await readStudy(presetFile(preset))).toMatchObject({ kind: 'study', name: preset });
});

test.each<[string, Partial<Record<keyof typeof LINES | 'more', string>>, number, string, string]>([
  ['no task', { tasks: 'tasks: []' }, 1, 'tasks', 'at least one task'],
  ['no executor', { executors: '' }, 1, 'executors', 'Expected a list, got nothing'],
  ['an unknown field', { more: 'strateges: [w4s]' }, 4, 'strateges', 'Did you mean `strategies`?'],
  ['an unknown strategy', { more: 'strategies: [w4s, bestofn]' }, 4, 'strategies[1]', 'Did you mean `best-of-n`?'],
  ['an unknown setting', { more: 'strategies: [{strategy: w4s, horizn: 2}]' }, 4, 'strategies[0].horizn', '`horizon`'],
  ['a setting out of range', { more: 'strategies: [{strategy: w4s, horizon: 0}]' }, 4, 'strategies[0].horizon', '`0`'],
  ['a design with a word', { more: 'design: {turns: many}' }, 4, 'design.turns', '`"many"`'],
  ['two kinds of budget', { more: 'budget: {calls: 500, usd: 1}' }, 4, 'budget', 'either `calls` or `usd`'],
  ['a cap the start uses up', { more: 'budget: {calls: 128}' }, 4, 'budget.calls', 'more than the 128'],
  [
    'a cap that several starts use up',
    { more: 'budget: {calls: 20}\ndesign: {validation: 10, start: [direct, chain_of_thought_text]}' },
    4,
    'budget.calls',
    'more than the 20 that evaluating 2 starts takes',
  ],
  ['no seeds', { more: 'seeds: 0' }, 4, 'seeds', '`0`'],
  ['one strategy twice', { more: 'strategies: [w4s, w4s]' }, 4, 'strategies[1]', '`w4s` twice'],
  ['one model twice', { metas: 'metas: ["a:x", "b:x"]' }, 3, 'metas[1]', '`x` twice'],
  ['a file that is not there', { more: 'workflows: [nowhere.py]' }, 4, 'workflows[0]', '`nowhere.py`'],
  ['one solver twice', { more: 'solvers: ["trained:x", "trained:x"]' }, 4, 'solvers[1]', '`x` twice'],
  [
    'a solver asked by nothing',
    { more: 'solvers: [{model: "trained:x", workflow: dirct}]' },
    4,
    'solvers[0].workflow',
    'Did you mean `direct`?',
  ],
  ['an unknown baseline', { more: 'baselines: [strt]' }, 4, 'baselines[0]', 'Did you mean `start`?'],
  ['an unknown arm', { more: 'against: w4' }, 4, 'against', '(w4s, start, vote)'],
  ['nothing to measure a vote by', { metas: '', more: 'baselines: [vote]' }, 4, 'baselines', 'Expected `metas`'],
])('%s: line, field and remedy', async (_, lines, line, field, message) => {
  await expect(study(lines)).rejects.toMatchObject({
    code: 'study-invalid',
    exitCode: 2,
    facts: { line, field },
    message: expect.stringContaining(message),
  });
});

test.each([
  ['no YAML', 'tasks: [', 'Expected YAML'],
  ['no map', 'just words', 'Expected a map of fields'],
  ['nothing', '', 'Expected a map of fields'],
])('%s', async (_, text, message) => {
  const file = join(folder, 'broken.yaml');
  await writeFile(file, text);
  await expect(readStudy(file)).rejects.toMatchObject({
    code: 'study-invalid',
    message: expect.stringContaining(message),
  });
});

test('no file', async () => {
  await expect(readStudy(join(folder, 'nowhere.yaml'))).rejects.toMatchObject({
    code: 'study-invalid',
    exitCode: 2,
    message: expect.stringContaining('Could not read the study file'),
  });
});
