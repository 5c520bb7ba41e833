import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { createGate } from '../evaluate/index.ts';
import { ModelError, fakeModel } from '../model/index.ts';
import { openSandbox } from '../sandbox/index.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import { createTrial } from './trial.ts';

const task = fakeTask({ validation: 1 });

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const GREEDY = 'def workflow(agent, task):\n    return {"answer": agent.call_llm(task * 500)[0]}\n';

/** A server that fails for requests of so many characters. */
const failing = (above: number) =>
  fakeModel(({ messages }) => {
    const length = messages.reduce((sum, { content }) => sum + content.length, 0);
    if (length > above) throw new ModelError('got status 500', { kind: 'server', model: 'fake' });
    return 'fine';
  });

function trialWith(above: number) {
  const setup = { task, executor: failing(above), sandbox, seed: 0, golds: true, gate: createGate(1) };
  const purpose = { role: 'executor', phase: 'search' } as const;
  return createTrial({ setup, item: task.splits.validation![0]!, purpose })(GREEDY);
}

test('a program that asks what no server answers is at fault itself, where the server answers others', async () => {
  expect(await trialWith(100_000)).toBeNull();
  expect(await trialWith(2_000)).toMatch(/^provider: .*got status 500\n.*ask for less in each call/);
});

test('where the server answers nobody, a trial is impossible', async () => {
  await expect(trialWith(0)).rejects.toMatchObject({ code: 'trial-impossible' });
});
