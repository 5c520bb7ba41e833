import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeBareGguf } from '../../tests/support/gguf-files.ts';
import { ModelError } from '../model/error.ts';
import { fakeModel } from '../model/testing.ts';
import { writePocket } from '../../tests/support/pocket-files.ts';
import { openSession } from '../session/index.ts';
import { candidatesOf, findRun, openStore } from '../store/index.ts';
import { type OptimizeOptions, optimize } from './index.ts';
import { hashOf } from '../run/index.ts';
import { identityOf, makePlan } from './plan.ts';

const root = mkdtempSync(join(tmpdir(), 'w4s-prompt-'));
afterAll(() => rmSync(root, { recursive: true }));
const one = writeBareGguf(join(root, 'one.gguf'), { 'general.name': 'one' });
const pocket = writePocket(join(root, 'pocket'), { executor: one, meta: one });

test('a meta-agent with a small context is spoken to briefly, and a run that goes on keeps its form', async () => {
  const session = await openSession({ store: ':memory:', config: {}, env: { W4S_POCKET: pocket } });
  try {
    const given = { task: 'word-problems', executor: 'sim:executor', meta: 'pocket:meta' };
    const [small, large, asked] = [
      await makePlan(session, given),
      await makePlan(session, { ...given, meta: 'sim:meta' }),
      await makePlan(session, { ...given, prompt: 'full' }),
    ];
    expect([small, large, asked].map(({ settings }) => settings.prompt)).toEqual(['compact', 'full', 'full']);
    for (const plan of [small, large, asked]) {
      const resumed = await makePlan(session, { ...given, ...plan.settings, meta: plan.meta });
      expect(hashOf(identityOf(resumed))).toBe(hashOf(identityOf(plan)));
    }
    expect((await makePlan(session, { ...given, command: 'collect' })).settings).toMatchObject({
      prompt: 'compact',
      context: 'last',
    });
    await makePlan(session, { ...given, executor: 'pocket:executor', budgetUsd: 1 });
  } finally {
    await session.close();
  }
});

const overflow = new ModelError('The prompt has 300 tokens, and the context holds 256', {
  kind: 'context-length',
  model: 'fake:meta',
});
const executor = fakeModel(() => '1', { id: 'fake:executor', costUsd: 0 });
const good = '```python\ndef workflow(agent, task):\n    return {"answer": "1"}\n```';
const bad = '```python\ndef workflow(agent, task):\n    raise ValueError("odd")\n```';
const given = (store: string, more: Partial<OptimizeOptions> & Pick<OptimizeOptions, 'meta'>): OptimizeOptions => ({
  task: 'word-problems',
  executor,
  turns: 2,
  validation: 2,
  test: 0,
  start: 'direct',
  review: 'never',
  store: join(root, store),
  ...more,
});

test('a repair that is too long to be asked for skips its action, and the run goes on', async () => {
  const replies = [bad, overflow, good];
  const meta = fakeModel(() => replies.shift()!, { id: 'fake:meta', costUsd: 0 });
  const result = await optimize({ ...given('repair.db', { meta }), config: {} });
  expect(result).toMatchObject({ status: 'done', costUsd: 0, candidates: 2 });
  const store = await openStore(join(root, 'repair.db'));
  const [, first, second] = await candidatesOf(store, result.run);
  expect(first).toMatchObject({
    status: 'skipped',
    reward: 0,
    problem: `No room for a repair: ${overflow.message}`,
    raw_code: expect.stringContaining('ValueError'),
  });
  expect(second).toMatchObject({ status: 'scored' });
  expect(JSON.parse((await findRun(store, result.run)).config)).toMatchObject({ settings: { prompt: 'full' } });
  await store.close();
});

test.each<[string, Partial<OptimizeOptions>, RegExp]>([
  ['the full prompt', {}, /`--prompt compact` or `--context last`/],
  ['the full prompt with one workflow', { context: 'last' }, /`--prompt compact`\. A new run/],
  ['the compact prompt', { prompt: 'compact' }, /--meta that has a larger context/],
])('%s that does not fit ends the run with what to do', async (name, more, hint) => {
  const replies = [good, overflow];
  const meta = fakeModel(() => replies.shift()!, { id: 'fake:meta' });
  const result = await optimize({ ...given(`${name}.db`, { meta, ...more }), config: {} });
  expect(result).toMatchObject({
    status: 'failed',
    reason: `The prompt of turn 2 is too long for the meta-agent: ${overflow.message}`,
    hint: expect.stringMatching(hint),
  });
  expect(result.best).not.toBeNull();
});
