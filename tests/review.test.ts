import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeTask } from './support/fake-task.ts';
import { loadWorkflow, optimize } from '../src/index.ts';
import { openStore, saveApproval } from '../src/store/index.ts';
import { fakeModel } from '../src/testing.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-review-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const DANGEROUS =
  'Let me look around.\n```python\nimport os\n\ndef workflow(agent, task):\n' +
  '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n```';

it.each([
  ['always', 'held', 0],
  ['never', 'scored', 1],
] as const)('policy %s: a program with dangerous findings is %s', async (review, status, asked) => {
  const executor = fakeModel(() => '1');
  const events: string[] = [];
  const result = await optimize({
    task: fakeTask(),
    executor,
    meta: fakeModel(() => DANGEROUS),
    turns: 1,
    test: 0,
    start: 'none',
    review,
    store: join(folder, `${review}.db`),
    config: {},
    onEvent: ({ type }) => events.push(type),
  });
  expect(events).toContain(`candidate-${status}`);
  expect(executor.calls.length > 0).toBe(asked === 1);
  expect(result.best === null).toBe(status === 'held');
});

it('a winner with findings is put to use only once a person has approved it', async () => {
  const executor = fakeModel(() => '1');
  const store = join(folder, 'use.db');
  const settings = { task: fakeTask(), executor, meta: fakeModel(() => DANGEROUS), turns: 1, test: 0, config: {} };
  const { run, best } = await optimize({ ...settings, start: 'none', review: 'on-findings', store });
  const use = () => loadWorkflow(run, { executor, store, config: {} });
  await expect(use()).rejects.toMatchObject({
    code: 'needs-review',
    hint: expect.stringContaining(`w4s export ${best!.candidate} --approve`),
  });
  const opened = await openStore(store);
  const word = { code_hash: best!.hash, decision: 'approved', by: 'me', note: null, at: 1 };
  await saveApproval(opened, word);
  await opened.close();
  await using work = await use();
  expect(await work.run('What is 0 + 1?')).toMatchObject({ answer: '1' });
});
