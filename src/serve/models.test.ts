import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import {
  type Store,
  addCandidate,
  createRun,
  evaluationLog,
  openStore,
  saveApproval,
  updateRun,
} from '../store/index.ts';
import { renderWorkflowFile, workflowHash } from '../workflow/index.ts';
import { openWorkflowApi } from './index.ts';

const folder = temporaryFolders();
const CODE = 'def workflow(agent, task):\n    return {"answer": task}\n';
const SCORE = { value: 0.75, interval: null, n: 4 };

/** A search with one candidate, which won, at 0.75 on four validation items. @returns its id */
async function search(store: Store): Promise<string> {
  const config = { task: 'sums', executor: 'sim:executor', kind: 'answer', settings: { review: 'never' } };
  const { id } = await createRun(store, { command: 'optimize', task: 'sums', config, configHash: 'c' });
  const candidateId = `${id}/t01c0`;
  await addCandidate(store, {
    id: candidateId,
    run_id: id,
    turn: 1,
    slot: 0,
    parent_id: null,
    status: 'scored',
    analysis: '',
    code: CODE,
    raw_code: null,
    code_hash: workflowHash(CODE),
    repairs: 0,
    problem: null,
    accuracy: 0.75,
    reward: 1,
    feedback: null,
    advanced: 1,
    evaluation_id: null,
    created_at: 1,
  });
  await updateRun(store, id, { winner_id: candidateId });
  const log = evaluationLog(store, id);
  const evaluationId = `${candidateId}/validation`;
  const facts = { task: 'sums', split: 'validation', phase: 'validation', repeats: 1, planned: 4 } as const;
  await log.start({ evaluationId, candidateId, workflowHash: 'h', label: 't01c0', ...facts });
  await log.finish({ evaluationId, status: 'complete', accuracy: 0.75, interval: null, n: 4 } as never);
  return id;
}

test('each model comes with the scores of its workflow and who approved it, as far as they are known', async () => {
  const path = join(folder(), 'store.db');
  const store = await openStore(path);
  const run = await search(store);
  await saveApproval(store, { code_hash: workflowHash(CODE), decision: 'approved', by: 'ada', note: null, at: 1 });
  const [own, measured] = [join(folder(), 'own.py'), join(folder(), 'measured.py')];
  await writeFile(own, CODE.replace('task}', '"own"}'));
  await writeFile(measured, renderWorkflowFile({ code: CODE, provenance: { test: SCORE } }));
  const settings = { executor: 'sim:executor', store: path, config: {}, env: {} };
  const listed = async (workflow: string): Promise<object> => {
    await using api = await openWorkflowApi({ ...settings, workflows: [workflow] });
    const reply = await api.fetch(new Request('http://127.0.0.1/v1/models'));
    return ((await reply.json()) as { data: [{ w4s: object }] }).data[0].w4s;
  };
  for (const workflow of [run, `${run}/t01c0`])
    expect(await listed(workflow)).toMatchObject({ scores: { validation: SCORE }, approved_by: 'ada' });
  expect(await listed(measured)).toMatchObject({ scores: { test: SCORE }, approved_by: 'ada' });
  expect(Object.keys(await listed(own)).filter((name) => ['scores', 'approved_by'].includes(name))).toEqual([]);
  await store.close();
});
