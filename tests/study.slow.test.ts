import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../src/store/index.ts';
import { runCli } from './support/cli.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();

/** The preset in a size for a test: all its arms, with the real models. */
const SMALL: [RegExp, string][] = [
  [/^tasks: .*/m, 'tasks: [pocket-format]'],
  [/^seeds: .*/m, 'seeds: 1'],
  [/^budget: .*/m, 'budget: { calls: 30 }'],
  [/turns: \d+/, 'turns: 2'],
  [/validation: \d+/, 'validation: 6'],
  [/test: \d+/, 'test: 6'],
];

it('the preset `pocket`, printed, made small, and run to its end with the models that ship', async () => {
  const cwd = folder();
  const printed = await runCli(['study', '--preset', 'pocket', '--print'], { cwd });
  const text = SMALL.reduce((file, [line, short]) => {
    expect(file).toMatch(line);
    return file.replace(line, short);
  }, printed.stdout);
  await writeFile(join(cwd, 'study.yaml'), text);
  const { code, stderr, result } = await runCli(['study', 'study.yaml', '--store', 'store.db', '--json'], { cwd });
  expect(code, stderr).toBe(0);
  expect(result).toMatchObject({ name: 'pocket', status: 'done', simulated: false, against: 'meta/w4s' });
  expect(result.arms.map(({ name }: { name: string }) => name)).toEqual([
    'meta/w4s',
    'meta/best-of-n',
    'meta-rlao/w4s',
    'meta-rlao/best-of-n',
    'start',
    'vote',
    'program_of_thought',
  ]);
  for (const { arm, test, run, executorCalls } of result.cells) {
    expect([test.n, test.missing], arm).toEqual([6, 0]);
    if (run !== null) expect(executorCalls.counted, arm).toBeLessThanOrEqual(30);
  }
  expect((await readFile(join(cwd, result.csv), 'utf8')).trimEnd().split('\r\n')).toHaveLength(1 + 7);
  expect(await readFile(join(cwd, result.report), 'utf8')).toContain('program_of_thought');
}, 400_000);

it('two processes that begin a study at once make each of its runs once', async () => {
  const cwd = folder();
  const text = `
tasks: [word-problems]
executors: ['sim:executor']
metas: ['sim:meta']
baselines: [start]
seeds: 1
design: {turns: 1, validation: 5, test: 6}
`;
  await writeFile(join(cwd, 'both.yaml'), text);
  await (await openStore(join(cwd, 'store.db'))).close();
  const begin = () => runCli(['study', 'both.yaml', '--store', 'store.db'], { cwd });
  const both = await Promise.all([begin(), begin()]);
  // The second hears that a run is busy, or comes after the first.
  for (const { code, stderr } of both) if (code !== 0) expect(stderr).toContain('is being worked on by');
  expect((await begin()).code).toBe(0);
  const store = await openStore(join(cwd, 'store.db'));
  const rows = await store.db.selectFrom('runs').select('name').execute();
  await store.close();
  const names = rows.map(({ name }) => name).toSorted();
  expect(names).toEqual([...new Set(names)]);
  expect(names).toHaveLength(3);
}, 200_000);
