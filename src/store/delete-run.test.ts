import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeKinds } from '../../tests/support/stores.ts';
import {
  type Store,
  addCandidate,
  callStore,
  claimRun,
  createRun,
  deleteRun,
  evaluationLog,
  appendEvent,
  openStore,
  openingsOfSplit,
  saveAction,
  saveApproval,
  saveCall,
  saveFindings,
  saveHint,
  saveItems,
  saveOpening,
  saveSubmission,
} from './index.ts';

describe.each(storeKinds())('on $kind', ({ fresh }) => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore(await fresh());
  });
  afterEach(() => store.close());

  const asked = { model: 'openai:m', messages: [{ role: 'user' as const, content: 'hi' }] };
  const sample = {
    sample: 0,
    choice: { text: 'a', outcome: 'ok' as const, finishReason: 'stop' },
    usage: { promptTokens: 3, completionTokens: 2 },
    costUsd: null,
    model: 'm',
    latencyMs: 1,
  };

  /** A run with a row in each table that knows of runs. */
  async function fullRun(): Promise<string> {
    const { id } = await createRun(store, {
      command: 'optimize',
      task: 'gsm-hard',
      config: {},
      configHash: 'c',
    });
    const at = { created_at: 1 };
    const evaluationId = `${id}/t00c0/test`;
    const log = evaluationLog(store, id);
    await addCandidate(store, {
      ...at,
      id: `${id}/t00c0`,
      run_id: id,
      turn: 0,
      slot: 0,
      status: 'proposed',
      analysis: '',
      repairs: 0,
      advanced: 0,
    });
    await saveAction(store, {
      ...at,
      candidate_id: `${id}/t00c0`,
      attempt: 0,
      run_id: id,
      state_id: `${id}/t00`,
      messages: '[]',
      completion: '',
      outcome: 'ok',
      model: 'm',
      prompt_tokens: 1,
      completion_tokens: 1,
    });
    await saveItems(store, {
      runId: id,
      split: 'test',
      items: [{ id: 'a', input: 'x', target: 1 }],
      withTargets: false,
    });
    await log.start({
      evaluationId,
      workflowHash: 'h',
      label: 'l',
      split: 'test',
      repeats: 1,
      task: 'gsm-hard',
      phase: 'test',
      candidateId: null,
      planned: 1,
    });
    await log.append(evaluationId, {
      itemId: 'a',
      repeat: 0,
      score: 1,
      answer: 1,
      usage: {
        calls: 1,
        promptTokens: 1,
        completionTokens: 1,
        costUsd: null,
        wallMs: 1,
        unusable: 0,
        malformed: 0,
        missingKeys: 0,
      },
      stdout: '',
    });
    saveCall(store, id, {
      role: 'executor',
      phase: 'test',
      model: 'm',
      requests: 1,
      completions: 1,
      cachedCompletions: 0,
      promptTokens: 1,
      completionTokens: 1,
      costUsd: 1,
      latencyMs: 1,
      at: 1,
    });
    await appendEvent(store, id, { type: 'run-started', at: 1, data: {} });
    await saveHint(store, { runId: id, text: 'h', by: 'b' });
    await saveSubmission(store, { runId: id, code: 'c', parentId: null, by: 'b' });
    await saveFindings(store, [
      { ...at, code_hash: 'h', run_id: id, rule: 'r', severity: 'danger', line: 1, detail: 'd' },
    ]);
    await saveOpening(store, {
      run_id: id,
      evaluation_id: evaluationId,
      split: 'test',
      reason: 'winner',
      at: 5,
      task: 'gsm-hard',
      split_hash: 's',
    });
    await callStore(store, { runId: id, isolated: true }).put('k', [sample], asked);
    return id;
  }

  async function counts(): Promise<Record<string, number>> {
    const tables = await store.db.introspection.getTables();
    const names = tables.map(({ name }) => name).filter((name) => name !== 'w4s_schema');
    const pairs = await Promise.all(
      names.map(
        async (name) =>
          [
            name,
            (
              await store.db
                .selectFrom(name as 'runs')
                .selectAll()
                .execute()
            ).length,
          ] as const,
      ),
    );
    return Object.fromEntries(pairs.filter(([, count]) => count > 0));
  }

  it('leaves nothing of the run but its openings, and nothing of the others is touched', async () => {
    await callStore(store).put('shared', [sample], asked);
    await saveApproval(store, { code_hash: 'h', decision: 'approved', by: 'me', at: 1 });
    const other = await fullRun();
    const before = await counts();
    const id = await fullRun();
    await deleteRun(store, id);
    expect(await counts()).toEqual({ ...before, openings: 2 });
    expect(await openingsOfSplit(store, { task: 'gsm-hard', splitHash: 's' })).toEqual({
      count: 2,
      last: { run: expect.any(String), at: 5 },
    });
    await deleteRun(store, other);
    expect(await counts()).toEqual({ openings: 2, requests: 1, samples: 1, decisions: 1 });
  });

  it('refuses a run that is being worked on', async () => {
    const id = await fullRun();
    const before = await counts();
    const claim = await claimRun(store, id, () => {});
    await expect(deleteRun(store, id)).rejects.toMatchObject({
      code: 'run-busy',
      hint: expect.stringContaining('w4s cancel'),
    });
    expect(await counts()).toEqual(before);
    await claim.release();
    await deleteRun(store, id);
  });

  it('openings are counted by the items of the split, and by the task where an older version wrote them', async () => {
    const open = (run: string, values: object, reason = 'winner') =>
      saveOpening(store, {
        run_id: run,
        evaluation_id: `${run}/${reason}`,
        split: 'test',
        reason,
        at: Number(run.slice(1)),
        ...values,
      });
    await open('r1', { task: 'a' });
    await open('r2', { task: 'a', split_hash: 's' });
    await open('r2', { task: 'a', split_hash: 's' }, 'baseline');
    await open('r3', { task: 'renamed', split_hash: 's' });
    await open('r4', { task: 'a', split_hash: 'changed' });
    expect(await openingsOfSplit(store, { task: 'a', splitHash: 's' })).toEqual({
      count: 3,
      last: { run: 'r3', at: 3 },
    });
    expect(await openingsOfSplit(store, { task: 'b', splitHash: 'none' })).toEqual({ count: 0, last: null });
  });
});
