import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { loadTask } from './load.ts';
import { scaffoldTask } from './scaffold.ts';
import { QUESTIONS } from './scaffold/questions.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';

const run = promisify(execFile);
const loader = fileURLToPath(new URL('./load.ts', import.meta.url));
const folder = temporaryFolders();

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

/** Loads a task file in a fresh Node process, as the command does, and scores an answer to each item. */
async function inNode(
  path: string,
  answer: string,
): Promise<{ sizes: Record<string, number>; name: string; scores: number[] }> {
  const script = `
    import { loadTask } from ${JSON.stringify(loader)};
    const task = await loadTask(${JSON.stringify(path)});
    const items = Object.values(task.splits).flat();
    const scores = await Promise.all(items.map(async (item) => (await task.scorer.score(${answer}, item, {})).value));
    const sizes = Object.fromEntries(Object.entries(task.splits).map(([name, list]) => [name, list.length]));
    console.log(JSON.stringify({ name: task.name, scores, sizes }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout);
}

test.each(['yaml', 'csv', 'python-scorer'] as const)(
  '%s: loads at once, golds score 1, wrong answers 0',
  async (kind) => {
    const dir = join(folder(), 'My Task!');
    const paths = await scaffoldTask({ dir, kind });
    expect(paths[0]).toBe(join(dir, 'task.yaml'));
    expect(readdirSync(dir).sort()).toEqual(paths.map((path) => relative(dir, path)).sort());
    const task = await loadTask(paths[0]!);
    expect([task.name, task.splits.validation!.length, task.splits.test!.length]).toEqual(['my-task', 12, 12]);
    for (const item of Object.values(task.splits).flat()) {
      expect((await task.scorer.score(`It is ${String(item.target)}`, item, { sandbox })).value).toBe(1);
      expect((await task.scorer.score(String(2 * Number(item.target) + 7), item, { sandbox })).value).toBe(0);
    }
  },
);

test.each(['2024', '1.5', '1e3', '0x1f', 'true', 'null', '_', 'off', '2025-10-01', '~x', 'a b'])(
  'a folder %s has a task that loads, by a name that is a text',
  async (name) => {
    for (const kind of ['yaml', 'python-scorer'] as const) {
      const [path] = await scaffoldTask({ dir: join(folder(), name), kind });
      expect((await loadTask(path!)).name).toBe(name.replace(/[~ ]/, '-').replace(/^-/, ''));
    }
  },
);

test('csv: the input is made from two columns', async () => {
  const [path] = await scaffoldTask({ dir: folder(), kind: 'csv' });
  const { splits } = await loadTask(path!);
  expect(splits.test!.every(({ input }) => /\nUnit: /.test(input))).toBe(true);
});

test('python-scorer: gives half a point for a near miss', async () => {
  const [path] = await scaffoldTask({ dir: folder(), kind: 'python-scorer' });
  const { scorer, splits } = await loadTask(path!);
  const item = Object.values(splits)
    .flat()
    .find(({ target }) => target === 1050)!;
  expect(await scorer.score('1,051 g', item, { sandbox })).toEqual({ value: 0.5 });
});

test('typescript: a module outside any project finds w4s by its name', async () => {
  const [path] = await scaffoldTask({ dir: join(folder(), 'sums'), kind: 'typescript' });
  expect(await inNode(path!, 'item.target')).toEqual({
    name: 'sums',
    scores: QUESTIONS.map(() => 1),
    sizes: { validation: 12, test: 12 },
  });
  expect((await inNode(path!, '"1051"')).scores.filter((score) => score === 0.5)).toHaveLength(1);
});

test('the questions are 24, all different, and their golds are right where they can be computed', () => {
  expect(new Set(QUESTIONS.map(({ question }) => question)).size).toBe(24);
  const computed = [
    19 * 60 + 40 + 135 - 21 * 60,
    (600 / 4) * 7,
    (4.5 / 3) * 8,
    240 * 0.75 - 65,
    180 / 2.5,
    2 * (12 + 7) - 2,
    80 * 0.75 * 0.9,
    2 * (5 * 18 + 2 * 30),
    Math.floor(630 / 75),
    180 / 15,
    60 / 12 + 1,
    5 * 50 + 8 * 20 + 6 * 5,
    (28 + 4) / 2,
    6.5 * 2.6,
    (300 / 20) * (400 / 20),
    40 * 14 + 6 * 21,
    (24 - 9) / 1.5,
    5 * 14 - 55,
    14 * 23 - 37 + 20,
    9 + 140 * 0.05,
    18,
    50 % 3.5,
    Math.ceil(500 / 6),
    45 + 30,
  ];
  expect(QUESTIONS.map(({ answer }) => answer)).toEqual(computed.map((value) => Math.round(value * 1e6) / 1e6));
});

test('files that are there are not touched, unless forced', async () => {
  const dir = folder();
  writeFileSync(join(dir, 'items.jsonl'), 'mine');
  await expect(scaffoldTask({ dir })).rejects.toMatchObject({
    code: 'file-exists',
    exitCode: 2,
    message: expect.stringContaining(`but \`${join(dir, 'items.jsonl')}\` exists`),
    hint: expect.stringContaining('--force'),
  });
  expect(readdirSync(dir)).toEqual(['items.jsonl']);
  expect(await scaffoldTask({ dir, force: true })).toHaveLength(2);
  expect(readFileSync(join(dir, 'items.jsonl'), 'utf8')).toMatch(/^\{"id":"q1"/);
});

describe('modules with mistakes', () => {
  const cases: [string, string, RegExp][] = [
    [
      'no default export',
      'export const task = 1;',
      /Expected .*task\.ts to export a task as its default, got nothing\. It exports `task`/,
    ],
    ['another default', 'export default 5;', /got `number`/],
    ['a syntax error', 'export default {', /Could not load .*task\.ts: /],
    ['what throws', 'throw new Error("no data today");', /Could not load .*task\.ts: no data today/],
    ['a missing import', 'import "./gone.ts";', /Could not load .*task\.ts: .*gone\.ts/],
    [
      'a bad definition',
      "import { defineTask } from 'w4s';\n" +
        "export default defineTask({ name: 'x', description: 'y', items: [], scorer: 'exact' });",
      /`items`: Expected at least two items/,
    ],
  ];
  test.each(cases)('%s', async (_, code, message) => {
    const path = join(folder(), 'task.ts');
    writeFileSync(path, code);
    const error = await inNode(path, '1').catch((thrown: { stderr: string }) => thrown.stderr);
    expect(error).toMatch(message);
    expect(error).toMatch(/code: 'task-(module|invalid)'/);
  });

  test('a promise of a task is awaited', async () => {
    const path = join(folder(), 'task.ts');
    writeFileSync(
      path,
      "import { defineTask } from 'w4s';\n" +
        "const items = async () => [{ input: 'a', target: 1 }, { input: 'b', target: 2 }];\n" +
        'const split = { validation: 1, test: 1 };\n' +
        "export default defineTask({ name: 'x', description: 'y', items, split, scorer: 'exact' });",
    );
    expect((await inNode(path, 'item.target')).scores).toEqual([1, 1]);
  });
});
