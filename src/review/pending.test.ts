import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeKinds } from '../../tests/support/stores.ts';
import { type Store, addCandidate, createRun, openStore, saveFindings, updateRun } from '../store/index.ts';
import { type ReviewPolicy, decide, pendingReviews } from './index.ts';

describe.each(storeKinds())('on $kind', ({ fresh }) => {
  let store: Store;
  beforeEach(async () => void (store = await openStore(await fresh())));
  afterEach(() => store.close());

  /** A search with one program. @returns the run's id */
  async function searched(review: ReviewPolicy, hash: string, as: 'held' | 'winner'): Promise<string> {
    const config = { task: 't', executor: 'm', settings: { review } };
    const { id: run } = await createRun(store, { command: 'optimize', task: 't', config, configHash: hash });
    const id = `${run}/t01c0`;
    await addCandidate(store, {
      id,
      run_id: run,
      turn: 1,
      slot: 0,
      parent_id: null,
      status: as === 'held' ? 'held' : 'scored',
      analysis: '',
      code: 'def workflow(agent, task):\n    return 1\n',
      raw_code: null,
      code_hash: hash,
      repairs: 0,
      problem: null,
      accuracy: null,
      reward: null,
      previous_id: null,
      feedback: null,
      advanced: 0,
      evaluation_id: null,
      created_at: 1,
      written_by: null,
    });
    if (as === 'winner') await updateRun(store, run, { winner_id: id, status: 'done' });
    return run;
  }

  it('lists what waits however many runs came later, and nothing else', async () => {
    const held = await searched('always', 'held', 'held');
    const winner = await searched('always', 'winner', 'winner');
    const suspect = await searched('on-findings', 'suspect', 'winner');
    await searched('on-findings', 'clean', 'winner');
    await searched('never', 'free', 'winner');
    for (const [hash, as] of [
      ['held and decided', 'held'],
      ['won and decided', 'winner'],
    ] as const) {
      await searched('always', hash, as);
      await decide(store, { hash, decision: 'approved' });
    }
    await saveFindings(store, [
      { code_hash: 'suspect', run_id: suspect, rule: 'r', severity: 'warning', line: 1, detail: '', created_at: 1 },
    ]);
    const used = { command: 'run', task: 't', config: {}, configHash: 'used' };
    await Promise.all(Array.from({ length: 600 }, () => createRun(store, used)));
    const listed = (await pendingReviews(store)).map(({ run, role, hash }) => `${run} ${role} ${hash}`);
    expect(listed.toSorted()).toEqual(
      [`${held} candidate held`, `${winner} winner winner`, `${suspect} winner suspect`].toSorted(),
    );
  });
});
