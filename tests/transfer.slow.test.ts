import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './support/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-transfer-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cli = (...words: string[]) => runCli([...words, '--store', 'store.db'], { cwd: folder });

it('moves the winner of a search to other tasks and another executor, as text, JSON, CSV and a page', async () => {
  const models = ['--executor', 'pocket:executor', '--meta', 'pocket:meta-rlao'];
  const sizes = ['--turns', '1', '--candidates', '1', '--validation', '4', '--test', '4'];
  const searched = await cli('optimize', 'pocket-passage', ...models, ...sizes, '--json');
  expect(searched.code, searched.stderr).toBe(0);
  const { run: search } = searched.result;

  const executors = ['--executors', 'pocket:executor,pocket:executor-b'];
  const moving = [
    'transfer',
    search,
    '--tasks',
    'pocket-passage,pocket-arith,pocket-code',
    ...executors,
    '--items',
    '4',
  ];
  const dry = await cli(...moving, '--dry-run');
  expect(dry.stdout.match(/pocket-arith: up to \d item runs, \$0/g)).toHaveLength(2);
  expect(dry.stderr).toContain('is left out on pocket-code');

  const done = await cli(...moving, '--csv', 'cells.csv', '--json');
  expect([0, 5], done.stderr).toContain(done.code);
  const { cells, leftOut, report, name } = done.result;
  expect(cells.map(({ task, executor }: Record<string, string>) => [task, executor!.split('@')[0]])).toEqual([
    ['pocket-passage', 'pocket:executor'],
    ['pocket-passage', 'pocket:executor-b'],
    ['pocket-arith', 'pocket:executor'],
    ['pocket-arith', 'pocket:executor-b'],
  ]);
  expect(cells.map(({ isHome }: { isHome: boolean }) => isHome)).toEqual([true, false, false, false]);
  expect(cells.map(({ start }: { start: { kind: string } }) => start.kind)).toEqual(['own', 'own', 'same', 'same']);
  for (const { scored, start } of cells) expect([scored.n, start.n]).toEqual([4, 4]);
  expect(leftOut).toMatchObject([{ task: 'pocket-code', reason: expect.stringContaining('entry_point') }]);
  expect((await readFile(join(folder, 'cells.csv'), 'utf8')).trimEnd().split('\r\n')).toHaveLength(5);
  expect(await readFile(join(folder, report), 'utf8')).toContain(`"/api/transfers/${name}"`);

  const shown = await cli('show', cells[2].run);
  expect(shown.stdout).toContain('Points against the start');
  expect(shown.stdout).toMatch(/\nwinner +executor +pocket-arith\n/);
  expect((await cli('runs')).stdout.match(/ transfer +pocket-/g)).toHaveLength(4);
  expect((await cli('compare', cells[2].scored.candidate, cells[2].start.candidate)).stdout).toContain(
    'shared items    4',
  );
  expect((await cli('resume', cells[2].run)).stderr).toContain('w4s transfer` command again');
  expect((await cli('hint', cells[2].run, 'Count.')).stderr).toContain('is no search');
}, 240_000);

it('tells what can’t be, and a name or a table that has no place, before anything is asked', async () => {
  const wrong = await cli('transfer', 'gone.py', '--tasks', 'nothing,pocket-arith', '--executors', 'pocket:none');
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  for (const part of ['3 problems', 'gone.py', '`nothing`', 'none']) expect(wrong.stderr).toContain(part);
  expect((await cli('transfer', 'x', '--name', '../x')).stderr).toContain('Expected `--name`');
  expect((await cli('transfer', 'x', '--csv', 'nowhere/cells.csv')).stderr).toContain('Expected `--csv`');
}, 60_000);
