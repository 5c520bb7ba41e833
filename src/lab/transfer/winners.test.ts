import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeTask } from '../../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { type Store, addCandidate, createRun, openStore, saveVersion, updateRun } from '../../store/index.ts';
import { renderWorkflowFile } from '../../workflow/index.ts';
import { findWinner, startOn, winnerOn } from './winners.ts';

const folder = temporaryFolders();
const CODE = 'def workflow(agent, task):\n    return {"answer": task}\n';
const home = { ...fakeTask(), name: 'home' };
const away = { ...fakeTask(), name: 'away', description: 'Subtract.' };
const programs = { ...fakeTask(), name: 'programs', kind: 'code' as const };

let store: Store;
let run: string;
beforeAll(async () => {
  store = await openStore(':memory:');
  run = await searchFrom('chain_of_thought');
  await saveVersion(store, {
    name: 'emails',
    id: 'v',
    code_hash: 'found',
    code: CODE,
    kind: 'answer',
    task: 'home',
    executor: 'e',
    scores: '{}',
    origin: `${run}/t01c0`,
    review: 'always',
    approved_by: 'me',
    note: null,
    created_at: 1,
  });
});
afterAll(() => store.close());

/** A search that tried `direct`, then a better start, and found a winner. */
async function searchFrom(start: string): Promise<string> {
  const config = { task: 'home', executor: 'e', kind: 'answer' };
  const { id } = await createRun(store, { command: 'optimize', task: 'home', config, configHash: start });
  for (const [turn, slot, analysis, accuracy] of [
    [0, 0, 'direct', 0.2],
    [0, 1, start, 0.4],
    [1, 0, 'found', 0.9],
  ] as const)
    await addCandidate(store, {
      id: `${id}/t0${turn}c${slot}`,
      run_id: id,
      turn,
      slot,
      parent_id: null,
      status: 'scored',
      analysis,
      code: `# ${analysis}\n${CODE}`,
      raw_code: null,
      code_hash: analysis,
      repairs: 0,
      problem: null,
      accuracy,
      reward: 1,
      feedback: null,
      advanced: 1,
      evaluation_id: null,
      created_at: 1,
    });
  await updateRun(store, id, { winner_id: `${id}/t01c0` });
  return id;
}

test('the start of a search is its best one, as it stands, on the task of the search alone', async () => {
  const winner = await findWinner(store, run);
  expect(await startOn(winner, home)).toMatchObject({
    kind: 'own',
    name: 'chain_of_thought',
    hash: 'chain_of_thought',
  });
  const elsewhere = await startOn(winner, away);
  expect(elsewhere).toMatchObject({ kind: 'same', name: 'chain_of_thought' });
  expect(elsewhere.code).toContain('Subtract.');
});

test('a start that is no example is `direct` elsewhere', async () => {
  const winner = await findWinner(store, await searchFrom('./own.py'));
  expect(await startOn(winner, home)).toMatchObject({ kind: 'own', name: './own.py' });
  expect(await startOn(winner, away)).toMatchObject({ kind: 'direct', name: 'direct' });
});

test('a start that can’t work on a kind of task is `direct` of that kind', async () => {
  const start = await startOn(await findWinner(store, await searchFrom('self_consistency')), programs);
  expect(start).toMatchObject({ kind: 'direct', name: 'direct' });
  expect(start.code).toContain('entry_point');
});

test.each([
  ['a candidate', () => `${run}/t01c0`],
  ['a published version', () => 'emails@1'],
  ['an exported file', () => 'exported.py'],
  ['a file of a person', () => 'own.py'],
])('%s is known by where it comes from', async (what, reference) => {
  const path = join(folder(), reference());
  const provenance = { run, task: 'home', executor: 'e', metaAgent: 'm', date: '2026-01-01' };
  if (path.endsWith('exported.py')) writeFileSync(path, renderWorkflowFile({ code: CODE, provenance }));
  if (path.endsWith('own.py')) writeFileSync(path, CODE);
  const winner = await findWinner(store, path.endsWith('.py') ? path : reference());
  const kind = what === 'a file of a person' ? 'direct' : 'own';
  expect(await startOn(winner, home)).toMatchObject({ kind });
});

test('a workflow without an entry point is no one for programs, and the other way round', async () => {
  const forAnswers = await findWinner(store, run);
  expect(winnerOn(forAnswers, away)).toMatchObject({ hash: 'found' });
  expect(winnerOn(forAnswers, programs)).toEqual({ misfit: 'its function has no parameter `entry_point`' });
  const path = join(folder(), 'coder.py');
  writeFileSync(path, 'def workflow(agent, task, entry_point):\n    return {"answer": task}\n');
  expect(winnerOn(await findWinner(store, path), away)).toMatchObject({ misfit: expect.stringContaining('needs an') });
});
