import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { recordRun } from '../../../tests/support/page-run.ts';
import { storeKinds } from '../../../tests/support/stores.ts';
import { openStore, saveHint } from '../../store/index.ts';
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
});
