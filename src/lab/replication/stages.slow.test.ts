import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeModel, fakeModel } from '../../model/testing.ts';
import { type Store, openStore, runNamed } from '../../store/index.ts';
import { armSummaries } from './analyse.ts';
import { testByHand } from './by-hand.ts';
import { type ArmProposal, type Measured, measuredOf } from './cells.ts';
import { collectAll } from './collect.ts';
import type { Design } from './design.ts';
import { patientConfig } from './models.ts';
import type { Place } from './place.ts';
import { searchAll } from './search.ts';
import { testVotes } from './vote.ts';

const DESIGN: Design = {
  name: 'tiny',
  seen: ['word-problems'],
  heldOut: ['pocket-arith'],
  starts: ['direct'],
  learners: [
    { name: 'untrained', method: null, trainings: 2 },
    // Named as the one whose winners' calls the votes match, and as untrained as the other.
    { name: 'rlao-rank', method: null, trainings: 2 },
    { name: 'best-of-n', method: null, atOnce: true, trainings: 1, isBeside: true },
  ],
  pairs: [],
  byHand: [{ name: 'plain', workflow: 'direct', trainings: 2 }],
  collecting: { episodes: 1, candidates: 2, horizon: 2, validation: 2, ideas: 'shown' },
  learning: { lora: 4, epochs: 1, lr: 1e-4, rowsPerStep: 4, kinds: ['action'] },
  searching: { turns: 2, candidates: 1, validation: 3, test: 4 },
  metaTemperature: 0.8,
  repairs: 1,
  tokens: { executor: 50, meta: 200 },
};
const WORKS =
  '```python\ndef workflow(agent, task):\n    agent.call_llm(messages=[{"role": "user", "content": task}])\n' +
  '    return {"answer": "5"}\n```';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-replication-'));
  store = await openStore(join(folder, 'store.db'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Every third program is broken. */
function place(executor: FakeModel, stopping = new AbortController()): Place {
  let written = 0;
  const meta = fakeModel(() => (written++ % 3 === 2 ? 'no program' : WORKS), { id: 'fake:meta', costUsd: 0 });
  return {
    design: DESIGN,
    store,
    env: process.env,
    config: patientConfig(['http://127.0.0.1:9/v1#executor', 'meta.gguf']),
    models: { executor, meta: async () => ({ model: meta, release: async () => undefined }) },
    queue: new PQueue({ concurrency: 1 }),
    concurrency: 4,
    stopping: stopping.signal,
    onText: () => undefined,
  };
}

async function everyStage(here: Place): Promise<Measured<ArmProposal>> {
  await collectAll(here);
  await searchAll(here);
  await testByHand(here);
  await testVotes(here);
  return measuredOf(store, DESIGN);
}

const anExecutor = (): FakeModel => fakeModel(() => '5', { id: 'fake:executor', costUsd: 0 });

test('all stages leave a cell for each arm, seed and task, and go on after a stop without asking again', async () => {
  const stopping = new AbortController();
  const executor = anExecutor();
  // A stop in the middle of collecting: the second seed has not begun.
  const halted = place(executor, stopping);
  await collectAll({ ...halted, onText: () => stopping.abort() });
  expect(await runNamed(store, 'tiny/collect/s0/word-problems')).toMatchObject({ status: 'done' });
  expect(await runNamed(store, 'tiny/collect/s1/word-problems')).toBeUndefined();

  const { cells, proposals } = await everyStage(place(executor));
  expect(await runNamed(store, 'tiny/collect/s1/word-problems')).toMatchObject({ status: 'done' });
  const of = (arm: string): string[] =>
    cells.filter((cell) => cell.arm === arm).map(({ seed, family }) => `${seed} ${family}`);
  const all = ['0 pocket-arith', '1 pocket-arith'];
  for (const arm of ['untrained', 'rlao-rank', 'plain', 'vote']) expect(of(arm)).toEqual(all);
  expect(of('best-of-n')).toEqual(all.slice(0, 1));
  expect(cells.every(({ test: score, testItems }) => score !== null && testItems === 4)).toBe(true);
  // Two programs a search, in two turns or at once.
  expect(proposals).toHaveLength(2 * (2 + 2 + 1));
  expect(proposals.filter(({ arm }) => arm === 'best-of-n').every(({ turn }) => turn === 1)).toBe(true);
  const summaries = armSummaries({ cells, proposals });
  expect(summaries.find(({ arm }) => arm === 'untrained')).toMatchObject({ trainings: 2 });

  const asked = executor.calls.length;
  expect((await everyStage(place(executor))).cells).toEqual(cells);
  expect(executor.calls).toHaveLength(asked);
}, 300_000);
