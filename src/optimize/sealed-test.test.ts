import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { createGate } from '../evaluate/index.ts';
import { fakeModel } from '../model/testing.ts';
import { openSandbox } from '../sandbox/index.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import { type Store, evaluationById, evaluationLog, openStore, openingsOf } from '../store/index.ts';
import type { Runnable } from './select.ts';
import { type SealedTestOptions, sealedTest } from './sealed-test.ts';

let sandbox: Sandbox;
let store: Store;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(() => store.close());

const task = fakeTask({ test: 2 }); // right are 1 and 3
const asking = (what: string) => `agent.call_llm(messages=[{"role": "user", "content": "${what}"}])`;
const asks = (id: string, what: string) =>
  ({
    candidate: {
      id,
      hash: `hash of ${id}`,
      code: `def workflow(agent, task):\n    return {"answer": ${asking(what)}[0]}`,
    },
  }) as Runnable;
const winner = asks('r/t02c0', 'winner');
const start = asks('r/t00c0', 'start');
/** Always says 1: right for one of the two items. The start's is wrong for both. */
const executor = () => fakeModel(({ messages }) => (messages.at(-1)!.content === 'winner' ? '1' : '0'));

async function open(model = executor(), more: Partial<SealedTestOptions> = {}, conditions: object = {}) {
  const opened: string[] = [];
  const result = await sealedTest({
    store,
    runId: 'r',
    items: task.splits.test!,
    split: { task: 'addition', splitHash: 'of the split' },
    winner,
    start,
    setup: {
      task,
      executor: model,
      sandbox,
      gate: createGate(2),
      log: evaluationLog(store, 'r'),
      seed: 0,
      ...conditions,
    },
    onOpened: async (subject) => void opened.push(subject),
    ...more,
  });
  return { ...result, opened };
}
const reasons = async () => (await openingsOf(store, 'r')).map(({ evaluation_id: id, reason }) => [id, reason]);

test('the split is opened once for the winner and once for the start, on the same items', async () => {
  const result = await open();
  expect(result.opened).toEqual(['r/t02c0', 'r/t00c0']);
  expect(result).toMatchObject({
    winner: { accuracy: 0.5, n: 2, status: 'complete' },
    start: { accuracy: 0, n: 2 },
    gain: { items: 2, firstMean: 0.5, secondMean: 0, difference: 0.5 },
  });
  expect(await openingsOf(store, 'r')).toEqual(
    ['winner', 'start'].map((reason) =>
      expect.objectContaining({ reason, split: 'test', task: 'addition', split_hash: 'of the split' }),
    ),
  );
  const evaluation = await evaluationById(store, 'r/t02c0/test');
  expect(evaluation).toMatchObject({ split: 'test', phase: 'test', workflow_hash: 'hash of r/t02c0' });
});

test('each opening is on record before anything is asked, and told of', async () => {
  const seen: string[] = [];
  const told: string[] = [];
  const model = fakeModel(async ({ messages }) => {
    seen.push(`${messages.at(-1)!.content}: ${(await reasons()).map(([, reason]) => reason)} | ${told}`);
    return '1';
  });
  await open(model, { onOpened: async (subject) => void told.push(subject) });
  expect([...new Set(seen)]).toEqual(['winner: winner | r/t02c0', 'start: winner,start | r/t02c0,r/t00c0']);
});

test.each([
  ['the winner is the start', winner],
  ['there is no start', undefined],
])('where %s it is opened once, and there is nothing to compare', async (_, from) => {
  expect(await open(executor(), { start: from })).toMatchObject({ opened: ['r/t02c0'], start: null, gain: null });
  expect(await reasons()).toEqual([['r/t02c0/test', 'winner']]);
});

test('where the winner was stopped, the start stays sealed; the opening is on record all the same', async () => {
  const model = executor();
  const stopped = await open(model, {}, { admit: () => undefined });
  expect(stopped).toMatchObject({ opened: ['r/t02c0'], winner: { status: 'stopped' }, start: null, gain: null });
  expect(await reasons()).toEqual([['r/t02c0/test', 'winner']]);
  expect(model.calls).toEqual([]);
});

test('a test without a score is no side of a comparison, whatever was scored of it', async () => {
  const cut = fakeModel(({ messages }) =>
    messages.at(-1)!.content === 'winner' ? '1' : { text: '0', outcome: 'filtered' as const },
  );
  expect(await open(cut)).toMatchObject({
    winner: { status: 'complete', accuracy: 0.5 },
    start: { status: 'inconclusive', accuracy: null, n: 2 },
    gain: null,
  });
});

test('a run that goes on looks no second time: what was measured is read back', async () => {
  const before = await open();
  const [first] = await openingsOf(store, 'r');
  const again = executor();
  const after = await open(again);
  expect(after).toEqual(before);
  expect(again.calls).toEqual([]);
  expect(await reasons()).toHaveLength(2);
  expect((await openingsOf(store, 'r'))[0]!.at).toBe(first!.at);
});
