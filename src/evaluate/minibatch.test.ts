import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { fakeModel } from '../model/index.ts';
import { openSandbox } from '../sandbox/index.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import { type Store, evaluationLog, openStore } from '../store/index.ts';
import { type EvaluationLog, type EvaluationRequest, createGate, evaluate } from './index.ts';

const task = fakeTask({ validation: 16 });
const items = task.splits.validation!;

let sandbox: Sandbox;
let store: Store;
let log: EvaluationLog;
beforeAll(async () => {
  sandbox = await openSandbox();
  store = await openStore(':memory:');
  log = evaluationLog(store, 'r');
  await run('rival', [0, 1, 2, 3]); // 0.25
});
afterAll(async () => {
  await sandbox.close();
  await store.close();
});

/** A workflow that solves the items of these numbers. */
function run(evaluationId: string, solves: readonly number[], request: Partial<EvaluationRequest> = {}) {
  const code = [
    'def workflow(agent, task):',
    '    a = int(task.split()[2])',
    `    return {"answer": str(2 * a + 1) if a in ${JSON.stringify(solves)} else "?"}`,
  ].join('\n');
  return evaluate(
    { task, executor: fakeModel([]), sandbox, gate: createGate(4), log, seed: 0 },
    {
      evaluationId,
      label: 'test',
      workflow: { code, hash: 'h' },
      split: 'validation',
      items,
      purpose: { role: 'executor', phase: 'eval' },
      ...request,
    },
  );
}
const minibatch = (...ids: string[]) => ({ evaluationId: 'rival', accuracy: 0.25, items: ids });

test('a candidate that is not above its rival on the minibatch is run on nothing else', async () => {
  const summary = await run('equal', [9, 10, 11, 12], { minibatch: minibatch('v9', 'v2', 'v3') });
  // The rival has 2 of 3, the candidate 1 of 3: 0.25 - 1/3 is below 0.
  expect(summary).toMatchObject({ status: 'raced', lostOn: 'minibatch', n: 3, skippedByRacing: 13, accuracy: 0 });
  const ran = (await log.known('equal')).map(({ itemId }) => itemId);
  expect(new Set(ran)).toEqual(new Set(['v9', 'v2', 'v3']));
});

test.each([
  ['below it', 'worse', [0], 'raced', 0],
  ['equal to it', 'same', [0, 1, 2], 'raced', 0.25],
  ['above it', 'better', [0, 4, 5, 1, 2], 'complete', 5 / 16],
])('a sum %s decides, and what was lost is estimated from the rival', async (_, id, solves, status, accuracy) => {
  // The rival has v0 and v1 of these.
  const summary = await run(id, solves, { minibatch: minibatch('v0', 'v1', 'v4', 'v5') });
  expect(summary.status).toBe(status);
  expect(summary.accuracy).toBeCloseTo(accuracy, 9);
});

test('where ties pass, an equal sum is enough', async () => {
  const tied = { ...minibatch('v0', 'v4'), tiesPass: true };
  expect(await run('tied', [4], { minibatch: tied })).toMatchObject({ status: 'complete', accuracy: 1 / 16 });
  expect(await run('below', [8], { minibatch: tied })).toMatchObject({ status: 'raced', lostOn: 'minibatch' });
});

test('a race goes on after the minibatch is won, and is what the candidate then lost', async () => {
  const race = { evaluationId: 'rival', accuracy: 0.9, rule: 'exact' } as const;
  const summary = await run('raced', [4], { minibatch: minibatch('v4'), race });
  expect(summary).toMatchObject({ status: 'raced', n: 4 });
  expect(summary.lostOn).toBeUndefined();
});

test('an evaluation that was cut off within its minibatch ends as one that was not', async () => {
  const request = { minibatch: minibatch('v9', 'v2', 'v3') };
  let left = 2;
  const cut = await evaluate(
    {
      task,
      executor: fakeModel([]),
      sandbox,
      gate: createGate(1),
      log,
      seed: 0,
      admit: () => (left-- > 0 ? { end: () => {} } : undefined),
    },
    {
      evaluationId: 'cut',
      label: 'test',
      workflow: { code: 'def workflow(agent, task):\n    return {"answer": "?"}', hash: 'h' },
      split: 'validation',
      items,
      purpose: { role: 'executor', phase: 'eval' },
      ...request,
    },
  );
  expect(cut).toMatchObject({ status: 'stopped', n: 2, skippedByRacing: 0 });
  expect(await run('cut', [], request)).toMatchObject({ status: 'raced', lostOn: 'minibatch', n: 3 });
  expect(await run('cut', [], request)).toMatchObject({ status: 'raced', lostOn: 'minibatch', n: 3 });
});

test('a rival that has no result on an item says nothing about it', async () => {
  const summary = await run('unknown', [0], { minibatch: minibatch('elsewhere') });
  expect(summary).toMatchObject({ status: 'complete', accuracy: 1 / 16 });
});
