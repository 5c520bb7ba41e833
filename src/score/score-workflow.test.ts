import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { ModelError, fakeModel } from '../model/index.ts';
import { type Store, evaluationById, findRun, openStore, openingsOf } from '../store/index.ts';
import { type ScoreOptions, scoreWorkflow } from './index.ts';

const folder = temporaryFolders();
const workflow = join(folder(), 'asks.py');
beforeAll(() =>
  writeFile(
    workflow,
    'def workflow(agent, task):\n' +
      '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n',
  ),
);

let path: string;
let store: Store;
beforeEach(async () => {
  path = join(folder(), 'store.db');
  store = await openStore(path);
});
afterEach(() => store.close());

const task = fakeTask({ validation: 3, test: 2 }); // right are 1, 3 and 5
const says = () => fakeModel(() => '3', { id: 'fake:executor', costUsd: 0.5 });
const score = (more: Partial<ScoreOptions> = {}) =>
  scoreWorkflow({ workflow, task, executor: says(), store: path, config: {}, concurrency: 1, ...more });
const openings = async (run: string) => (await openingsOf(store, run)).map(({ reason, split }) => [reason, split]);

test('a run that a cap stopped is stopped, and the same command goes on with more room', async () => {
  const first = await score({ maxCalls: 2 });
  expect(first).toMatchObject({ status: 'stopped', endedBy: 'cap', n: 2, planned: 3, paid: { calls: 2, costUsd: 1 } });
  expect(await findRun(store, first.run)).toMatchObject({
    status: 'stopped',
    reason: expect.stringMatching(/--max-calls.*the same command/),
    owner: null,
    config: expect.stringContaining(`"sandbox":"${process.env.W4S_SANDBOX === 'wasm' ? 'wasm' : 'native'}`),
  });
  const executor = says();
  const whole = await score({ executor });
  expect(whole).toMatchObject({ run: first.run, status: 'complete', endedBy: null, n: 3, paid: { calls: 3 } });
  expect(whole.accuracy).toBeCloseTo(1 / 3, 12);
  expect(executor.calls).toHaveLength(1);
  expect(await findRun(store, first.run)).toMatchObject({ status: 'done', reason: null });
});

test('a cap or a stop with the very last item has ended nothing; the next command is a new run', async () => {
  let stop = (): void => {};
  const onStarted: ScoreOptions['onStarted'] = (_, soft) => (stop = soft);
  const result = await score({ maxCalls: 3, onStarted, onProgress: ({ done }) => done === 3 && stop() });
  expect(result).toMatchObject({ status: 'complete', endedBy: null, n: 3, missing: 0, openings: null });
  expect(await findRun(store, result.run)).toMatchObject({ status: 'done', reason: null });
  expect(await openings(result.run)).toEqual([]); // validation is looked at without being counted
  const warnings: string[] = [];
  const again = await score({ onWarning: (text) => warnings.push(text) });
  expect(again.run).not.toBe(result.run);
  expect(again.paid).toEqual({ calls: 0, costUsd: 0 });
  expect(warnings.join()).toContain(result.run);
});

test('a look at the test split is counted before its first item, once a run', async () => {
  const seen: number[] = [];
  const look = async () => {
    seen.push((await store.db.selectFrom('openings').selectAll().execute()).length);
    return '3';
  };
  const executor = fakeModel(look, { id: 'fake:executor' });
  const first = await score({ split: 'test', executor, maxCalls: 1 });
  expect(seen).toEqual([1]);
  expect(first).toMatchObject({ status: 'stopped', openings: { count: 1, last: { run: first.run } } });
  const whole = await score({ split: 'test', executor });
  expect(whole).toMatchObject({ run: first.run, status: 'complete', openings: { count: 1 } });
  expect(await openings(first.run)).toEqual([['eval', 'test']]);
  expect(await score({ split: 'test', executor, name: 'another' })).toMatchObject({ openings: { count: 2 } });
});

test('a model that is down ends it as failed with its own error; later the same command goes on', async () => {
  const refusal = new ModelError('Wrong key', { kind: 'auth', model: 'fake:executor', hint: 'Set the key.' });
  const replies = ['3', refusal];
  const executor = fakeModel(() => replies.shift() ?? refusal, { id: 'fake:executor', costUsd: 0.5 });
  await expect(score({ executor })).rejects.toMatchObject({
    code: 'model-down',
    message: expect.stringContaining('Wrong key'),
    hint: 'Set the key.',
  });
  const row = await findRun(store, 'latest');
  expect(row).toMatchObject({ status: 'failed', reason: expect.stringContaining('Wrong key'), owner: null });
  expect(JSON.parse(row.result!)).toMatchObject({ run: row.id, n: 1, paid: { calls: 1, costUsd: 0.5 } });
  expect((await evaluationById(store, `${row.id}/validation`))!.status).toBe('stopped');
  expect(await score()).toMatchObject({ run: row.id, status: 'complete', n: 3, paid: { calls: 3 } });
});

test('one that lacks items when its model goes down is not over: the same command asks for them', async () => {
  const down = new ModelError('Refused', { kind: 'network', model: 'fake:executor' });
  let calls = 0; // nine fail at the end of the first pass; in the second all have begun when the circuit opens
  const executor = fakeModel(() => (++calls > 31 ? down : '3'), { id: 'fake:executor' });
  const many = { task: fakeTask({ validation: 40 }), concurrency: 10 };
  await expect(score({ ...many, executor })).rejects.toMatchObject({
    code: 'model-down',
    hint: expect.stringContaining('the same command'),
  });
  const run = await findRun(store, 'latest');
  expect(run.status).toBe('failed');
  expect((await evaluationById(store, `${run.id}/validation`))!.status).toBe('stopped');
  const up = says();
  expect(await score({ ...many, executor: up })).toMatchObject({ run: run.id, status: 'complete', n: 40 });
  expect(up.calls).toHaveLength(9);
});

test('a signal that fired before it began leaves a run that goes on', async () => {
  const executor = says();
  const result = await score({ executor, signal: AbortSignal.abort() });
  expect(result).toMatchObject({ status: 'stopped', endedBy: 'interrupt', n: 0, accuracy: null });
  expect(executor.calls).toEqual([]);
  const reason = expect.stringContaining('run the same command');
  expect(await findRun(store, result.run)).toMatchObject({ status: 'interrupted', reason });
});
