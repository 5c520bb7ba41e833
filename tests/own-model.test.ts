import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Completion, type Model, loadWorkflow, optimize } from '../src/index.ts';
import { ledgerRows, openStore } from '../src/store/index.ts';
import { fakeModel } from '../src/testing.ts';
import { exampleWorkflow } from '../src/workflow/index.ts';
import { WRITTEN } from './support/chat-server.ts';
import { fakeTask } from './support/fake-task.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();
const workflow = exampleWorkflow('direct');
const whole = await fakeModel(() => '1', { costUsd: 0 }).complete({ messages: [] });

it.each<[string, Partial<Completion>]>([
  ['no choice', { choices: [] }],
  ['a choice without a text', { choices: [{ text: null as unknown as string, outcome: 'ok', finishReason: null }] }],
])('a model that returns %s fails the input at once, and nothing is left in flight', async (_, part) => {
  const store = join(folder(), 'store.db');
  const executor: Model = { id: 'own:m', complete: async () => ({ ...whole, ...part }) };
  const opened = await loadWorkflow(workflow, { executor, store, config: {} });
  const { failure } = await opened.run('a');
  expect(failure).toMatchObject({ kind: 'provider', errorType: 'model-protocol' });
  const { run } = await opened.close();
  const read = await openStore(store);
  expect(await read.db.selectFrom('intents').selectAll().execute()).toEqual([]);
  expect(await ledgerRows(read, run)).toMatchObject([{ inFlight: 0 }]);
  await read.close();
});

it('a model that can not be reached ends a search by its name, costs nothing and is asked once a pass', async () => {
  let asked = 0;
  const executor: Model = {
    id: 'own:m',
    complete: () => {
      asked += 1;
      return Promise.reject(new Error('connect ECONNREFUSED'));
    },
  };
  const result = await optimize({
    task: fakeTask({ validation: 20 }),
    executor,
    meta: fakeModel(() => WRITTEN, { costUsd: 0 }),
    turns: 1,
    validation: 20,
    test: 0,
    start: 'direct',
    review: 'never',
    concurrency: 4,
    store: ':memory:',
    config: { prices: { 'own:m': { inputUsdPerMillion: 100, outputUsdPerMillion: 100 } } },
    env: {},
  });
  expect(result).toMatchObject({ status: 'failed', reason: expect.stringMatching(/own:m.*connect ECONNREFUSED/) });
  expect(result.reason).not.toContain('sandbox');
  expect(result.costUsd).toBe(0);
  expect(asked).toBeLessThan(20);
});
