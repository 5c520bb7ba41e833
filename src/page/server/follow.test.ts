import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { recordRun } from '../../../tests/support/page-run.ts';
import { storeKinds } from '../../../tests/support/stores.ts';
import { openStore, runById, saveHint, updateRun } from '../../store/index.ts';
import { MOST_RUNS } from '../contract.ts';
import { followStore } from './follow.ts';

describe.each(storeKinds())('on $kind', ({ fresh }) => {
  test('it is told which run another process changed, also while nobody listened, and nothing where nobody wrote', async () => {
    const url = await fresh();
    const [store, other] = [await openStore(url), await openStore(url)];
    const [first, second] = [await recordRun(other, { candidates: 1 }), await recordRun(other, { candidates: 1 })];
    const told: string[] = [];
    const follower = await followStore(store, 20);
    const end = follower.listen((runs) => told.push(...runs));
    await sleep(300);
    expect(told).toEqual([]);
    await saveHint(other, { runId: second, text: 'h', by: 'b' });
    await expect.poll(() => told).toEqual([second]);
    end();
    await saveHint(other, { runId: first, text: 'while nobody listens', by: 'b' });
    await sleep(100);
    expect(told).toEqual([second]);
    for (let i = 0; i < 3; i++) follower.listen(() => undefined)(); // as tabs that come and go
    follower.listen((runs) => told.push(...runs));
    await expect.poll(() => told).toEqual([second, first]);
    await sleep(100);
    expect(told).toEqual([second, first]);
    follower.close();
    for (const one of [store, other]) await one.close();
  });

  test('a run that is older than the newest ones is followed while it is at work, and to its end', async () => {
    const url = await fresh();
    const [store, other] = [await openStore(url), await openStore(url)];
    const old = await recordRun(other, { candidates: 1 });
    const { silentMs: _, ...like } = { ...(await runById(other, old)), created_at: 2, finished_at: 2 };
    await updateRun(other, old, { created_at: 1, finished_at: 1 });
    for (let batch = 0; batch < 20; batch++) {
      const rows = Array.from({ length: MOST_RUNS / 20 }, (__, i) => ({ ...like, id: `newer-${batch}-${i}` }));
      await other.writer.write((db) => db.insertInto('runs').values(rows));
    }
    const told: string[] = [];
    const follower = await followStore(store, 20);
    follower.listen((runs) => told.push(...runs));
    await updateRun(other, old, { status: 'running', owner: 'p' });
    await expect.poll(() => told).toContain(old);
    told.length = 0;
    await saveHint(other, { runId: old, text: 'h', by: 'b' });
    await expect.poll(() => told).toEqual([old]);
    told.length = 0;
    await updateRun(other, old, { status: 'done', owner: null, finished_at: 3 });
    await expect.poll(() => told).toEqual([old]);
    follower.close();
    for (const one of [store, other]) await one.close();
  });
});
