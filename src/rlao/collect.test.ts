import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { fakeModel } from '../model/testing.ts';
import { actionsOf, findRun, openStore } from '../store/index.ts';
import { readTrajectories } from './read.ts';
import { type CollectOptions, collect } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'w4s-collect-'));
afterAll(() => rmSync(root, { recursive: true }));

const program = '```python\ndef workflow(agent, task):\n    return {"answer": "1"}\n```';
const small = (store: string): CollectOptions => ({
  tasks: ['word-problems'],
  executor: fakeModel(() => '1'),
  meta: fakeModel(() => program),
  episodes: 1,
  horizon: 1,
  candidates: 1,
  validation: 1,
  review: 'never',
  store,
  config: {},
});

test('each action is on record with its state and the one before it, repairs with that of their action', async () => {
  const file = join(root, 'states.db');
  const meta = fakeModel(({ messages }, sample) => (sample === 1_000 && messages.length === 2 ? 'nothing' : program));
  const { runs } = await collect({ ...small(file), meta, episodes: 2, horizon: 2, candidates: 2 });
  const store = await openStore(file);
  const run = runs[0]!.run;
  const written = (await actionsOf(store, run)).map((row) => [row.candidate_id, row.state_id, row.parent_state_id]);
  expect(new Set(written.map((row) => row.map((id) => id?.slice(run.length + 1)).join()))).toEqual(
    new Set(
      ['t01c0,t01,', 't01c1,t01,', 't02c0,t02,t01', 't02c1,t02,t01', 't03c0,t03,', 't03c1,t03,'].concat([
        't04c0,t04,t03',
        't04c1,t04,t03',
      ]),
    ),
  );
  expect(written).toHaveLength(9);
  const [read] = await readTrajectories(store);
  expect(read!.trajectories.map(({ states }) => states.map(({ candidates }) => candidates.length))).toEqual([
    [2, 2],
    [2, 2],
  ]);
  await store.close();
});

test.each<[Partial<CollectOptions>, object]>([
  [{}, { prompt: 'full', context: 'all', selection: 'last' }],
  [{ prompt: 'compact' }, { prompt: 'compact', context: 'last', selection: 'last' }],
  [
    { prompt: 'compact', context: 'all', selection: 'best' },
    { prompt: 'compact', context: 'all', selection: 'best' },
  ],
])('%j is on record as %j', async (given, settings) => {
  const file = join(root, `${JSON.stringify(given).length}.db`);
  const { runs } = await collect({ ...small(file), ...given });
  const store = await openStore(file);
  expect(JSON.parse((await findRun(store, runs[0]!.run)).config)).toMatchObject({
    settings,
    sandbox: expect.stringMatching(process.env.W4S_SANDBOX === 'wasm' ? /^wasm$/ : /^native/),
  });
  await store.close();
});

test('a task on which no program works is collected like the others, and the rest follows', async () => {
  const file = join(root, 'fruitless.db');
  const meta = fakeModel(({ messages }) => (messages.at(-1)!.content.includes('Add two') ? 'nothing' : program));
  const options = { ...small(file), tasks: [fakeTask({ validation: 1 }), 'word-problems'], meta, maxRepairs: 0 };
  const result = await collect(options);
  expect(result.status).toBe('done');
  expect(result.runs.map(({ status }) => status)).toEqual(['failed', 'done']);
  const store = await openStore(file);
  const read = await readTrajectories(store);
  await store.close();
  expect(read).toHaveLength(2);

  const none = await collect({ ...options, tasks: options.tasks.slice(0, 1), cache: 'fresh' });
  expect(none.status).toBe('failed');
});
