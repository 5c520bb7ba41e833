import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeModel } from '../model/testing.ts';
import { type Store, findRun, openStore, updateRun } from '../store/index.ts';
import { type OptimizeOptions, optimize } from './index.ts';
import { hashOf } from '../run/index.ts';

let folder: string;
let path: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-begin-'));
  path = join(folder, 'store.db');
  store = await openStore(path);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const program = '```python\ndef workflow(agent, task):\n    return {"answer": "1"}\n```';
const given = (more: Partial<OptimizeOptions> = {}): OptimizeOptions => ({
  task: 'word-problems',
  executor: fakeModel(() => '1', { id: 'fake:executor', costUsd: 0 }),
  meta: fakeModel(() => program, { id: 'fake:meta', costUsd: 0 }),
  turns: 1,
  validation: 2,
  test: 0,
  review: 'never',
  store: path,
  ...more,
});

test('a run that is taken over stops its first process, which leaves the outcome to the second', async () => {
  const other = { owner: 'elsewhere:7:0000beef-1-17:x', heartbeat_at: Date.now() };
  let taken: Promise<void> | undefined;
  const meta = fakeModel(
    async () => {
      taken ??= findRun(store, 'latest').then(({ id }) => updateRun(store, id, other));
      await taken;
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      return program;
    },
    { id: 'fake:meta', costUsd: 0 },
  );
  const run = optimize({ ...given({ meta }), config: {} });
  await expect(run).rejects.toMatchObject({
    code: 'run-lost',
    message: expect.stringContaining('process 7 on elsewhere'),
  });
  const left = { status: 'running', result: null, finished_at: null, owner: other.owner };
  expect(await findRun(store, 'latest')).toMatchObject(left);
});

test('an interrupted run of an older version, which did not look at the whole task, goes on', async () => {
  const { run } = await optimize({ ...given(), config: {} });
  const { task, executor, meta, judge, dataHash, settings, ...rest } = JSON.parse(
    (await findRun(store, run)).config,
  ) as Record<string, unknown>;
  delete rest.taskHash;
  const identity = { task, executor, meta, judge, dataHash, settings };
  await updateRun(store, run, {
    status: 'interrupted',
    config: JSON.stringify({ ...identity, ...rest }),
    config_hash: hashOf(identity),
  });
  expect(await optimize({ ...given(), run, config: {} })).toMatchObject({ run, status: 'done' });
  await expect(optimize({ ...given({ seed: 1 }), run, config: {} })).rejects.toMatchObject({ code: 'run-changed' });
});

test('a run says its strategy; one of an older version, which had none, goes on with the same command', async () => {
  const { run } = await optimize({ ...given(), config: {} });
  const { strategy, ...older } = JSON.parse((await findRun(store, run)).config) as Record<string, unknown>;
  expect(strategy).toBe('w4s');
  await updateRun(store, run, { status: 'interrupted', result: null, config: JSON.stringify(older) });
  expect(await optimize({ ...given(), config: {} })).toMatchObject({ run, status: 'done' });
});

test('the same command with the same name goes on, with a new name it begins anew', async () => {
  const first = await optimize({ ...given({ name: 'mine' }), config: {} });
  await updateRun(store, first.run, { status: 'interrupted', result: null });
  const other = await optimize({ ...given({ name: 'other' }), config: {} });
  expect(other.run).not.toBe(first.run);
  expect(await optimize({ ...given({ name: 'mine' }), config: {} })).toMatchObject({ run: first.run, status: 'done' });
});
