import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordGiven } from '../../../tests/support/page-run.ts';
import { processIdentity } from '../../base/process-identity.ts';
import { type Store, openStore, updateRun } from '../../store/index.ts';
import { type RunView, pathOf } from '../contract.ts';
import { candidateView } from './candidate.ts';
import { embeddedRun } from './embedded.ts';
import { runOf } from './read.ts';
import { runView } from './run.ts';

let store: Store;
beforeAll(async () => void (store = await openStore(':memory:')));
afterAll(() => store.close());

test.each<[string, RunView['kind']]>([
  ['optimize', 'search'],
  ['collect', 'search'],
  ['baselines', 'workflows'],
  ['transfer', 'workflows'],
  ['eval', 'evaluation'],
  ['run', 'evaluation'],
  ['serve', 'evaluation'],
  ['guide', 'guide'],
])('a run of %s is shown as a %s', async (command, kind) => {
  const run = await runOf(store, await recordGiven(store, command));
  expect(await runView(store, run)).toMatchObject({ kind, row: { command } });
});

test('given workflows are shown with their scores and costs, and each on a page of its own without rivals', async () => {
  const run = await runOf(store, await recordGiven(store, 'baselines'));
  const view = await runView(store, run);
  expect(view).toMatchObject({
    row: { workflow: 'given-0', best: { accuracy: 0.75, n: 4 }, test: null },
    report: {
      split: 'validation',
      workflows: [
        {
          name: 'given-0',
          status: 'scored',
          accuracy: 0.75,
          callsPerItem: 1,
          tokensPerItem: 1.25,
          costPerItemUsd: 0.001,
        },
        { name: 'given-1', status: 'scored', accuracy: 0.25 },
      ],
      pairs: [],
    },
  });
  expect(view.report).not.toHaveProperty('turns');
  expect(await candidateView(store, run, 't00c1')).toMatchObject({
    isGiven: true,
    candidate: { accuracy: 0.25, analysis: 'given-1' },
    against: { parent: null, start: null, best: null },
  });
  const { answers } = await embeddedRun(store, run);
  for (const label of ['t00c0', 't00c1']) expect(Object.keys(answers)).toContain(pathOf.candidate(run.id, label));
});

test('the bar of given workflows counts those that are not begun', async () => {
  const id = await recordGiven(store, 'baselines');
  await updateRun(store, id, { owner: `${processIdentity()}:x`, heartbeat_at: Date.now() });
  const { row } = await runView(store, await runOf(store, id));
  expect(row.progress).toMatchObject({ turns: 0, done: 8, planned: 12 });
});
