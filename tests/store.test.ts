import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createRun, openStore } from '../src/store/index.ts';
import { runCli } from './support/cli.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();
const SECRET = 'geheim';
const STORE = `postgres://me:${SECRET}@127.0.0.1:1/w4s`;

test.each([
  ['runs', []],
  ['doctor', []],
  ['ui', ['--no-open']],
  ['cache', ['clear']],
  ['optimize', ['word-problems', '--executor', 'sim:executor', '--meta', 'sim:meta']],
  ['store', ['copy', STORE, 'copy.db']],
  ['--help', []],
  ['runs', ['--store', `postgres://me:${SECRET}/rest@host/w4s`]],
  ['runs', ['--store', `mysql://me:${SECRET}@host/w4s`]],
] as [string, string[]][])('`w4s %s %j` tells no password of a store', async (command, words) => {
  const cwd = folder();
  const env = { W4S_STORE: STORE, W4S_DEBUG: '1' };
  const json = command === '--help' ? [] : ['--json'];
  const { stdout, stderr } = await runCli([command, ...words, ...json], { cwd, env });
  expect(stdout + stderr).not.toContain(SECRET);
  if (words.length === 0) expect(stdout + stderr).toContain('postgres://me@127.0.0.1:1/w4s');
});

test('`w4s store copy` copies rows and what lies beside them, says what stays, and names what is in its way', async () => {
  const cwd = folder();
  const store = await openStore(join(cwd, 'a/store.db'));
  const { id } = await createRun(store, { command: 'eval', task: 't', config: {}, configHash: 'c' });
  await store.close();
  const left = [`runs/${id}/winner.py`, 'study/s/result.json', 'ablation/s/result.json', 'transfer/t/result.json'];
  for (const file of [...left, 'models/m/adapter.json']) {
    mkdirSync(dirname(join(cwd, 'a', file)), { recursive: true });
    writeFileSync(join(cwd, 'a', file), '');
  }
  const copy = () => runCli(['store', 'copy', 'a/store.db', 'b/store.db', '--json'], { cwd });
  const folders = ['runs', 'study', 'ablation', 'transfer'];
  expect(await copy()).toMatchObject({ code: 0, result: { rows: 1, tables: { runs: 1 }, folders } });
  expect(left.filter((file) => !existsSync(join(cwd, 'b', file)))).toEqual([]);
  const { stdout } = await runCli(['store', 'copy', 'a/store.db', 'c/store.db'], { cwd });
  expect(stdout).toContain(`Trained models stay in ${join('a', 'models')}`);
  expect(existsSync(join(cwd, 'c/models'))).toBe(false);
  expect(await copy()).toMatchObject({ code: 1, error: { code: 'store-not-empty' } });
  expect(await runCli(['store', 'copy', 'none.db', 'b.db', '--json'], { cwd })).toMatchObject({
    code: 2,
    error: { code: 'unknown-store' },
  });
  expect(existsSync(join(cwd, 'none.db'))).toBe(false);
});

test('where a store was named, so it is beside the commands that are named', async () => {
  const cwd = folder();
  const told = 'The commands named here need --store other.db as well, or W4S_STORE set to it.';
  await (await openStore(join(cwd, 'other.db'))).close();
  const given = await runCli(['runs', '--store', 'other.db'], { cwd });
  expect(given.stdout).toContain('`w4s demo`');
  expect(given.stderr).toContain(told);
  const spaced = await runCli(['show', 'none', '--store', 'my other.db'], { cwd });
  expect(spaced.stderr).toContain("--store 'my other.db' as well");
  const failed = await runCli(['show', 'none', '--store', 'other.db'], { cwd });
  expect(failed.stderr).toMatch(/`w4s demo`[^]*--store other\.db as well/);
  expect((await runCli(['runs'], { cwd, env: { W4S_STORE: 'other.db' } })).stderr).not.toContain('--store');
  expect((await runCli(['runs', '--store', 'other.db', '--json'], { cwd })).stderr).toBe('');
});

test('without the package `pg`, a store on PostgreSQL says how to install it', async () => {
  const hook = new URL('support/without-pg.ts', import.meta.url).href;
  const env = { NODE_OPTIONS: `--import ${hook}` };
  const { code, error } = await runCli(['runs', '--store', STORE, '--json'], { cwd: folder(), env });
  expect([code, error]).toEqual([
    1,
    expect.objectContaining({
      code: 'missing-package',
      message: expect.stringContaining('needs the package `pg`, which is not installed'),
      hint: 'Install it beside w4s: npm install pg',
    }),
  ]);
});
