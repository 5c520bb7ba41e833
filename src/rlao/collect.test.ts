import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fakeModel } from '../model/testing.ts';
import { findRun, openStore } from '../store/index.ts';
import { type CollectOptions, collect } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'w4s-collect-'));
afterAll(() => rmSync(root, { recursive: true }));

test.each<[Partial<CollectOptions>, object]>([
  [{}, { prompt: 'full', context: 'all', selection: 'last' }],
  [{ prompt: 'compact' }, { prompt: 'compact', context: 'last', selection: 'last' }],
  [
    { prompt: 'compact', context: 'all', selection: 'best' },
    { prompt: 'compact', context: 'all', selection: 'best' },
  ],
])('%j is on record as %j', async (given, settings) => {
  const file = join(root, `${JSON.stringify(given).length}.db`);
  const meta = fakeModel(() => '```python\ndef workflow(agent, task):\n    return {"answer": "1"}\n```');
  const { runs } = await collect({
    tasks: ['word-problems'],
    executor: fakeModel(() => '1'),
    meta,
    episodes: 1,
    horizon: 1,
    candidates: 1,
    validation: 1,
    review: 'never',
    store: file,
    config: {},
    ...given,
  });
  const store = await openStore(file);
  expect(JSON.parse((await findRun(store, runs[0]!.run)).config)).toMatchObject({ settings });
  await store.close();
});
