import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { ModelError, fakeModel } from '../model/index.ts';
import type { Ending } from '../run/index.ts';
import { candidatesOf, openStore } from '../store/index.ts';
import { capExecutor } from './executor-cap.ts';
import { type OptimizeHooks, type OptimizeOptions, optimize } from './index.ts';

const folder = temporaryFolders();
let path: string;
beforeEach(() => {
  path = join(folder(), 'store.db');
});

test('100 calls at once get exactly the cap, and one that fails gives its room back', async () => {
  const store = await openStore(path);
  const endings: Ending[] = [];
  const executor = fakeModel(async (_, sample) => {
    await setTimeout(2);
    return sample % 5 === 0 ? new ModelError('Down', { kind: 'server', model: 'fake:model' }) : 'yes';
  });
  const stop = { request: (ending: Ending) => void endings.push(ending) };
  const capped = await capExecutor(executor, { store, runId: 'r', maxExecutorCalls: 37, stop });
  const messages = [{ role: 'user', content: 'hi' }] as const;
  const calls = Array.from({ length: 100 }, (_, sample) => capped.complete({ messages, sample }));
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(37);
  expect(endings[0]).toEqual({ status: 'stopped', reason: 'The cap of 37 executor calls is reached.' });
  await store.close();
});

/** Asks twice an item: 8 calls on the validation items, and a trial that counts for nothing. */
const program = `\`\`\`python
def workflow(agent, task):
    votes = [agent.call_llm(messages=[{"role": "user", "content": task}])[0] for _ in range(2)]
    return {"answer": votes[-1]}
\`\`\``;
const search = (more: Partial<OptimizeOptions & OptimizeHooks>) =>
  optimize({
    task: fakeTask({ validation: 4 }),
    executor: fakeModel(() => '3', { id: 'fake:executor' }),
    meta: fakeModel(() => program, { id: 'fake:meta' }),
    turns: 1,
    candidates: 2,
    start: 'none',
    test: 0,
    racing: 'off',
    review: 'never',
    store: path,
    config: {},
    ...more,
  });

async function left(run: string) {
  const store = await openStore(path);
  const rows = await store.db.selectFrom('item_results').select('calls').execute();
  const candidates = (await candidatesOf(store, run)).map(({ status }) => status);
  await store.close();
  return { candidates, calls: rows.reduce((sum, { calls }) => sum + Number(calls), 0) };
}

test('candidates are evaluated in order within the cap, over sessions; a higher one goes on', async () => {
  const stopped = { status: 'stopped', reason: 'The cap of 13 executor calls is reached.' };
  const first = await search({ maxExecutorCalls: 13 });
  expect(first).toMatchObject({ ...stopped, best: { candidate: `${first.run}/t01c0` } });
  const then = await left(first.run);
  expect(then.candidates).toEqual(['scored', 'stopped']);
  expect(then.calls).toBeGreaterThanOrEqual(8);
  expect(then.calls).toBeLessThanOrEqual(13);

  const executor = fakeModel(() => '3', { id: 'fake:executor' });
  expect(await search({ maxExecutorCalls: 13, executor })).toMatchObject({ ...stopped, run: first.run });
  expect((await left(first.run)).calls).toBeLessThanOrEqual(13);
  expect(await search({ maxExecutorCalls: 16, executor })).toMatchObject({ status: 'done', run: first.run });
  expect(await left(first.run)).toEqual({ candidates: ['scored', 'scored'], calls: 16 });
});

test('a run that was broken off has the rest of the cap, not all of it', async () => {
  const crash = new AbortController();
  let asked = 0;
  const executor = fakeModel(
    () => {
      if (++asked === 6) crash.abort(); // 2 of a trial, and 4 of the items
      return '3';
    },
    { id: 'fake:executor' },
  );
  const { run, status } = await search({ maxExecutorCalls: 13, executor, signal: crash.signal, concurrency: 1 });
  expect(status).toBe('interrupted');
  expect((await left(run)).calls).toBeGreaterThan(0);
  expect(await search({ maxExecutorCalls: 13 })).toMatchObject({ run, status: 'stopped' });
  const { candidates, calls } = await left(run);
  expect(candidates).toEqual(['scored', 'stopped']);
  expect(calls).toBeLessThanOrEqual(13);
});
