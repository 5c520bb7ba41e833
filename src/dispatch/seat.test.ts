import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { version } from '../base/version.ts';
import { type Session, openSession } from '../session/index.ts';
import { createRun } from '../store/index.ts';
import { taskFingerprint } from '../task/index.ts';
import type { Toolbox } from '../tools/index.ts';
import { takeSeat } from './seat.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ store: ':memory:', config: {}, env: {} });
});
afterAll(() => session.close());

it.each([
  ['left', 'h', 'at work'],
  ['refused', 'another', 'the tools of task addition differ'],
])('the tools of a seat end with it: where it is %s', async (_, toolsHash, news) => {
  const task = fakeTask();
  const close = vi.fn<() => Promise<void>>(async () => undefined);
  const told = Promise.withResolvers<string>();
  const tools = { hash: 'h', facts: [], close } as unknown as Toolbox;
  const { id: runId } = await createRun(session.store, { command: 'eval', task: 't', config: {}, configHash: 'c' });
  const work = { version, task: task.name, taskHash: taskFingerprint(task), toolsHash, sandbox: session.sandbox.name };
  const caps = { budgetUsd: null, maxCalls: null, maxExecutorCalls: null };
  const setup = { executor: 'http://127.0.0.1:9/v1#m', judge: null, seed: 0, golds: true, quotas: null };
  const seat = takeSeat(
    {
      session: { ...session, task: async () => task, tools: async () => tools },
      boss: {} as PgBoss,
      id: 'w',
      owner: 'o',
      places: 1,
      executors: undefined,
      signal: new AbortController().signal,
      onNews: told.resolve,
    },
    runId,
    JSON.stringify({ ...work, ...setup, isolated: false, maxTokens: null, caps }),
  );
  expect(await told.promise).toContain(news);
  await seat.leave();
  expect(close).toHaveBeenCalledOnce();
});
