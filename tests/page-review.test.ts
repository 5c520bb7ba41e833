import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { optimize } from '../src/index.ts';
import { type Action, type CandidateView, type PendingReview, pathOf } from '../src/page/contract.ts';
import { type PageServer, servePage } from '../src/page/index.ts';
import { type Store, openStore } from '../src/store/index.ts';
import { fakeModel } from '../src/testing.ts';
import { fakeTask } from './support/fake-task.ts';

const program = (word: string): string =>
  `Ask.\n\`\`\`python\nimport os  # ${word}\n\ndef workflow(agent, task):\n` +
  '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n```';

let folder: string;
let store: Store;
let server: PageServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-page-review-'));
  store = await openStore(join(folder, 'store.db'));
  server = await servePage({ store, port: 0, hands: { start: async () => '' } });
});

afterAll(async () => {
  await server.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function asked<T>(path: string, action?: Action): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: action === undefined ? 'GET' : 'POST',
    body: action && JSON.stringify(action),
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

async function waiting(): Promise<PendingReview> {
  const pending = () => asked<PendingReview[]>(pathOf.reviews());
  await expect.poll(async () => (await pending()).length).toBe(1);
  return (await pending())[0]!;
}

test.each(['approved', 'rejected'] as const)(
  'a search waits for the page, and goes by what was decided: %s',
  async (decision) => {
    const executor = fakeModel(() => '1');
    const search = optimize({
      task: fakeTask(),
      executor,
      meta: fakeModel(() => program(decision)),
      turns: 1,
      candidates: 1,
      test: 0,
      start: 'none',
      review: 'always',
      store: store.path,
      config: {},
      seed: decision === 'approved' ? 1 : 2,
    });
    const pending = await waiting();
    expect(pending).toMatchObject({ role: 'candidate', blocks: true, candidate: 't01c0', findings: [{ line: 1 }] });
    expect(executor.calls).toHaveLength(0);
    const { run, candidate, hash } = pending;
    await asked('/api/actions', { kind: 'review', run, candidate, hash, decision, note: 'read it' });
    const { best } = await search;
    expect([best === null, executor.calls.length > 0]).toEqual([decision === 'rejected', decision === 'approved']);
    expect((await asked<CandidateView>(pathOf.candidate(run, candidate))).reviews).toMatchObject([
      { decision, by: userInfo().username, note: 'read it' },
    ]);
  },
);
