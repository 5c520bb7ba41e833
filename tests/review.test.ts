import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeTask } from './support/fake-task.ts';
import { loadWorkflow, optimize } from '../src/index.ts';
import { decide, pendingReviews } from '../src/review/index.ts';
import { type Decision, type Store, openStore } from '../src/store/index.ts';
import { fakeModel } from '../src/testing.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-review-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const asks = (line: string) =>
  `Let me look around.\n\`\`\`python\n${line}\n\ndef workflow(agent, task):\n` +
  '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n```';
const DANGEROUS = asks('import os');

function search(name: string, meta: string, more: Partial<Parameters<typeof optimize>[0]> = {}) {
  const executor = fakeModel(() => '1');
  const events: string[] = [];
  const result = optimize({
    task: fakeTask(),
    executor,
    meta: fakeModel(() => meta),
    turns: 1,
    candidates: 1,
    test: 0,
    start: 'none',
    review: 'always',
    store: join(folder, `${name}.db`),
    config: {},
    onEvent: ({ type }) => events.push(type),
    ...more,
  });
  return { result, events, executor };
}

/** What waits, as another process sees it. */
async function waiting(store: Store) {
  await expect.poll(async () => (await pendingReviews(store)).length).toBe(1);
  return (await pendingReviews(store))[0]!;
}

it('policy never: a program with dangerous findings runs', async () => {
  const { result, events, executor } = search('never', DANGEROUS, { review: 'never' });
  expect((await result).best).toMatchObject({ needsReview: false });
  expect(events).toContain('candidate-scored');
  expect(executor.calls.length).toBeGreaterThan(0);
});

describe('policy always: a search waits', () => {
  it.each<[Decision, string, string, boolean]>([
    ['approved', 'a harmless program', asks('x = 1'), true],
    ['approved', 'a dangerous one', DANGEROUS, true],
    ['rejected', 'a dangerous one', DANGEROUS, false],
  ])('and goes by what was decided: %s, %s', async (decision, name, meta, runs) => {
    const { result, events, executor } = search(`${decision} ${name}`, meta);
    const store = await openStore(join(folder, `${decision} ${name}.db`));
    const pending = await waiting(store);
    expect(pending).toMatchObject({ role: 'candidate', blocks: true, candidate: expect.stringMatching(/t01c0$/) });
    expect(executor.calls).toHaveLength(0);
    await decide(store, { hash: pending.hash, decision, by: 'ada' });
    const { best } = await result;
    expect(best === null).toBe(!runs);
    if (best !== null) expect(best).toMatchObject({ needsReview: false, file: expect.any(String) });
    expect(events.filter((type) => type.startsWith('candidate-'))).toEqual([
      'candidate-proposed',
      'candidate-held',
      'candidate-reviewed',
      runs ? 'candidate-scored' : 'candidate-rejected',
    ]);
    expect(executor.calls.length > 0).toBe(runs);
    expect(await pendingReviews(store)).toEqual([]);
    await store.close();
  });

  it("also where the config's `defaults.review` says so; what the call itself says stands above it", async () => {
    const config = { defaults: { review: 'always' } } as const;
    const { result, executor } = search('config', asks('x = 1'), { config, review: undefined });
    const store = await openStore(join(folder, 'config.db'));
    const { hash } = await waiting(store);
    expect(executor.calls).toHaveLength(0);
    await decide(store, { hash, decision: 'approved' });
    expect((await result).best).toMatchObject({ hash, needsReview: false });
    await store.close();
    const free = search('config above', DANGEROUS, { config, review: 'never' });
    expect((await free.result).best).toMatchObject({ needsReview: false });
  });

  it('until it is stopped, and again when it is resumed', async () => {
    const stop = new AbortController();
    const first = search('stopped', DANGEROUS, { signal: stop.signal });
    const store = await openStore(join(folder, 'stopped.db'));
    const { hash } = await waiting(store);
    stop.abort();
    expect(await first.result).toMatchObject({ status: 'interrupted', best: null });
    expect(await pendingReviews(store)).toMatchObject([{ hash, blocks: false }]);
    await decide(store, { hash, decision: 'approved' });
    const again = search('stopped', DANGEROUS);
    expect((await again.result).best).toMatchObject({ hash });
    expect(again.events).not.toContain('candidate-held');
    await store.close();
  });
});

it('a winner with findings is put to use only once a person has approved it', async () => {
  const executor = fakeModel(() => '1');
  const store = join(folder, 'use.db');
  const settings = { task: fakeTask(), executor, meta: fakeModel(() => DANGEROUS), turns: 1, test: 0, config: {} };
  const { run, best } = await optimize({ ...settings, start: 'none', review: 'on-findings', store });
  const use = () => loadWorkflow(run, { executor, store, config: {} });
  await expect(use()).rejects.toMatchObject({
    code: 'needs-review',
    hint: expect.stringContaining(`w4s review approve ${best!.candidate}`),
  });
  const opened = await openStore(store);
  await decide(opened, { hash: best!.hash, decision: 'approved', by: 'me' });
  await opened.close();
  await using work = await use();
  expect(await work.run('What is 0 + 1?')).toMatchObject({ answer: '1' });
});
