import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { fencesOf } from './support/fences.ts';
import { runCli, startCli } from './support/cli.ts';
import { recentRuns } from '../src/store/index.ts';
import { PROGRAM } from './support/program.ts';
import { ASKS, told, withStore } from './support/shards.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();
const EVAL = ['eval', 'workflow.py', '--task', 'word-problems', '--executor', 'sim:executor', '--limit', '42'];

let cwd: string;
let whole: string;
beforeAll(async () => {
  cwd = folder();
  writeFileSync(join(cwd, 'workflow.py'), ASKS);
  whole = join(cwd, 'whole.db');
  expect(await runCli([...EVAL, '--store', 'whole.db'], { cwd })).toMatchObject({ code: 0 });
});

const shard = (store: string, i: number) => [...EVAL, '--json', '--store', store, '--shard', `${i}/4`];
const merge = (...words: string[]) => runCli(['merge', ...words, '--json'], { cwd });

/** The script of the docs, with a model and a number of tasks for a test. */
function script(): string {
  const { text } = fencesOf('docs/scale.md').find((fence) => fence.text.includes('#SBATCH --array'))!;
  return text.replace('auto/8', 'auto/4').replace(/gsm-hard.*$/m, 'word-problems --executor sim:executor --limit 42');
}

/** Four shards, evaluated side by side as two Slurm arrays would: `--array=1-2` of the script's four, and `3-4`. */
const slurm = (id: number, [min, max]: readonly [number, number]) => ({
  SLURM_ARRAY_TASK_ID: `${id}`,
  SLURM_ARRAY_TASK_COUNT: `${max - min + 1}`,
  SLURM_ARRAY_TASK_MIN: `${min}`,
  SLURM_ARRAY_TASK_MAX: `${max}`,
  SLURM_ARRAY_TASK_STEP: '1',
});

let made: Promise<string[]> | undefined;
const shardStores = (): Promise<string[]> => (made ??= slurmArray());

async function slurmArray(): Promise<string[]> {
  mkdirSync(join(cwd, 'bin'));
  writeFileSync(join(cwd, 'bin/npx'), `#!/bin/sh\nshift\nexec ${process.execPath} ${PROGRAM} "$@"\n`);
  chmodSync(join(cwd, 'bin/npx'), 0o755);
  writeFileSync(join(cwd, 'shards.sh'), script());
  const tasks = [1, 2, 3, 4].map(async (id) => {
    const env = slurm(id, id < 3 ? [1, 2] : [3, 4]);
    const path = `${join(cwd, 'bin')}${delimiter}${process.env.PATH}`;
    const child = spawn('bash', ['shards.sh'], { cwd, env: { ...env, PATH: path, HOME: cwd } });
    let text = '';
    child.stderr.on('data', (chunk) => (text += chunk));
    child.stdout.resume();
    const [code] = (await once(child, 'close')) as [number];
    expect(text).toContain(`Shard ${id}/4 of the items (as SLURM_ARRAY_TASK_ID is ${id}; --shard off`);
    expect(code, text).toBe(0);
    return `.w4s/store.shard-${id}-of-4.db`;
  });
  return Promise.all(tasks);
}

it('the Slurm script of the docs: four tasks side by side, merged, are the evaluation of one process', async () => {
  const { code, result } = await merge(...(await shardStores()));
  expect([code, result.evaluations[0].missingShards]).toEqual([0, []]);
  expect(await told(join(cwd, '.w4s/store.db'))).toEqual(await told(whole));
});

it('a shard that is killed is missing, and is completed', async () => {
  const killed = startCli(shard('k3.db', 3), { cwd });
  await Promise.all([1, 2, 4].map((i) => runCli(shard(`k${i}.db`, i), { cwd })));
  await killed.seen('run-started');
  await sleep(500);
  killed.child.kill('SIGKILL');
  await killed.done;
  const out = ['--store', 'killed.db'];
  const stores = ['k1.db', 'k2.db', 'k3.db', 'k4.db'];
  const first = await merge(...stores, ...out);
  if (first.result?.evaluations[0].missingShards.length !== 0) {
    expect(await runCli(shard('k3.db', 3), { cwd })).toMatchObject({ code: 0 });
    expect(await merge(...stores, ...out)).toMatchObject({ code: 0 });
  }
  const [one, other] = [await told(join(cwd, 'killed.db')), await told(whole)];
  expect({ ...one, ledger: [], report: {} }).toEqual({ ...other, ledger: [], report: {} });
});

it.each([
  ['SIGINT', 0],
  ['SIGINT', 100],
  ['SIGKILL', 0],
  ['SIGKILL', 100],
] as const)(
  'a merge that gets %s %i ms after its store is there leaves all or nothing, and can be repeated',
  async (signal, ms) => {
    const out = join(cwd, `${signal}-${ms}.db`);
    const stores = await shardStores();
    const merging = startCli(['merge', ...stores, '--store', out], { cwd });
    while (!existsSync(out) && merging.child.exitCode === null) await sleep(2);
    await sleep(ms);
    merging.child.kill(signal);
    const { code } = await merging.done;
    const runs = existsSync(out) ? await withStore(out, (store) => recentRuns(store, 9)) : [];
    // A kill may come between the commit and the end of the process.
    if (code === null) expect(runs.length).toBeLessThanOrEqual(1);
    else expect(runs).toHaveLength(code === 0 ? 1 : 0);
    expect(await merge(...stores, '--store', out)).toMatchObject({ code: 0 });
    expect((await told(out)).results).toEqual((await told(whole)).results);
  },
);

it('W4S_STORE names the store of all: each shard has its own beside it, and they are merged into it', async () => {
  const env = { W4S_STORE: 'runs/all.db' };
  const words = ['eval', 'workflow.py', '--task', 'word-problems', '--executor', 'sim:executor', '--limit', '4'];
  for (const i of [1, 2])
    expect(await runCli([...words, '--shard', `${i}/2`], { cwd, env })).toMatchObject({ code: 0 });
  expect(existsSync(join(cwd, 'runs/all.db'))).toBe(false);
  const shards = ['runs/all.shard-1-of-2.db', 'runs/all.shard-2-of-2.db'];
  const { code, result } = await runCli(['merge', ...shards, '--json'], { cwd, env });
  expect([code, result.evaluations[0].missingShards, existsSync(join(cwd, 'runs/all.db'))]).toEqual([0, [], true]);
});

it.each([
  ['0/4', 'invalid-option', 'i from 1 to n, got `0/4`'],
  ['5/4', 'invalid-option', 'i from 1 to n, got `5/4`'],
  ['x', 'invalid-option', 'got `x`'],
  ['1/43', 'invalid-option', 'at most 42 shards, one for each item, got 43'],
])('`--shard %s` is refused before anything is made', async (text, code, message) => {
  const got = await runCli([...EVAL, '--json', '--store', 'none.db', '--shard', text, '--dry-run'], { cwd });
  expect(got).toMatchObject({ code: 2, error: { code, message: expect.stringContaining(message) } });
});

it.each<[string, readonly [number, number], string | null]>([
  ['of another beginning', [2, 3], 'begins at 0 or 1'],
  ['that was one of four', [1, 2], 'got one of 4 in `.w4s/store.shard-1-of-4.db`'],
  ['of all four', [1, 4], null],
])('without `--shard`, an array %s', async (_what, array, refusal) => {
  await shardStores();
  const dry = [...EVAL, '--json', '--dry-run'];
  const { code, error, result } = await runCli(dry, { cwd, env: slurm(2, array) });
  if (refusal === null) expect([code, result?.estimates[0].itemRuns]).toEqual([0, 11]);
  else expect([code, error]).toMatchObject([2, { code: 'slurm-array', message: expect.stringContaining(refusal) }]);
});

it('an array with gaps is refused, and `--shard off` evaluates all items', async () => {
  const env = {
    SLURM_ARRAY_TASK_ID: '7',
    SLURM_ARRAY_TASK_COUNT: '3',
    SLURM_ARRAY_TASK_MIN: '1',
    SLURM_ARRAY_TASK_MAX: '7',
  };
  const words = [...EVAL, '--json', '--dry-run', '--store', 'none.db'];
  expect(await runCli(words, { cwd, env })).toMatchObject({ code: 2, error: { code: 'slurm-array' } });
  expect(await runCli([...words, '--shard', 'off'], { cwd, env })).toMatchObject({
    code: 0,
    result: { estimates: [{ itemRuns: 42 }] },
  });
});

it('stores that are not there, or none, are told', async () => {
  expect(await merge('none.db')).toMatchObject({ code: 2, error: { code: 'unknown-store' } });
  expect(await merge()).toMatchObject({ code: 2 });
});
