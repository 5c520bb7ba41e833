import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import type { Transition } from '../environment/index.ts';
import { type ItemFailure, noUsage } from '../workflow/index.ts';
import type { Json } from '../base/json.ts';
import { openEvents, readEvents } from '../run/index.ts';
import { type Store, evaluationLog, openStore } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import type { OpenRun } from './open-run.ts';
import { warnOfStart, warnOfTask } from './warnings.ts';

let store: Store;
beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(() => store.close());

const task = fakeTask({ validation: 4 }); // v0 is 1, v1 is 3, v2 is 5
const startOf = (accuracy: number | null, n = 40) => ({ evaluation: { evaluationId: 'e', accuracy, n } }) as Transition;

/** What of a search the warnings look at. */
async function search({ resumed = false, ...more }: Partial<Task> & { resumed?: boolean } = {}): Promise<OpenRun> {
  return {
    session: { store },
    plan: { task: { ...task, ...more }, validation: task.splits.validation },
    begun: { resumed, row: { id: 'r' } },
    environment: { log: evaluationLog(store, 'r') },
    emit: openEvents(store, 'r'),
  } as OpenRun;
}

const warnings = async () =>
  (await readEvents(store, 'r')).map(({ type, data }) => (type === 'warning-raised' ? data.text : type));

const usage = { ...noUsage(), calls: 1, promptTokens: 1, completionTokens: 1, costUsd: null, wallMs: 1 };
const wrong = (itemId: string, answer: Json, failure?: ItemFailure) =>
  evaluationLog(store, 'r').append('e', { itemId, repeat: 0, score: 0, answer, stdout: '', usage, failure });

test.each([
  ['between', startOf(0.5)],
  ['without a score', startOf(null, 0)],
  ['perfect on a few items', startOf(1, 4)],
  ['that was never run', { evaluation: null } as Transition],
  ['that there is not', undefined],
])('a start %s is no reason to warn', async (_, start) => {
  await warnOfStart(await search(), start);
  expect(await warnings()).toEqual([]);
});

test('a start near 100% leaves nothing to win', async () => {
  await warnOfStart(await search(), startOf(0.975));
  expect(await warnings()).toEqual([expect.stringMatching(/97\.5 ?%.*saturated.*harder task/)]);
});

test('a start near 0% shows three answers beside the right ones', async () => {
  await wrong('v0', '$1');
  await wrong('v1', { value: 'x'.repeat(100), sum: 3 });
  await wrong('v2', null, { kind: 'exception', message: "KeyError:\n 'x'" });
  await wrong('v3', 'a fourth');
  await warnOfStart(await search(), startOf(0));
  const [text] = await warnings();
  expect(text).toMatch(/0\.0 ?%/);
  expect(text).toContain('`$1` where `1` is right');
  expect(text).toMatch(/`\{"value":"x+\.\.\.` where `3` is right/);
  expect(text).toContain("failed (exception: KeyError: 'x')");
  expect(text).toContain('--start FILE');
  expect(text).toContain('w4s baselines');
  expect(text).toContain('easier task');
  expect(text).not.toContain('fourth');
  expect(text!.length).toBeLessThan(700);
});

test('the hidden tests of a program are not shown', async () => {
  await wrong('v0', 'def add(): pass');
  await warnOfStart(await search({ kind: 'code' }), startOf(0));
  const [text] = await warnings();
  expect(text).toContain('`def add(): pass`');
  expect(text).not.toContain('where `');
});

test('a warning is raised once, however often the run is resumed, and a new one still is', async () => {
  const seen = 'v0 is also in the test split';
  await warnOfTask(await search({ warnings: [seen] }));
  await warnOfTask(await search({ warnings: [seen, 'another'], resumed: true }));
  await warnOfTask(await search({ warnings: [seen, 'another'], resumed: true }));
  expect(await warnings()).toEqual([seen, 'another']);
});

test('a task without warnings raises none', async () => {
  await warnOfTask(await search());
  expect(await warnings()).toEqual([]);
});
