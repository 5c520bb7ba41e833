import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeKinds } from '../../tests/support/stores.ts';
import { type FakeScript, ModelError, fakeModel } from '../model/index.ts';
import { type Store, createRun, openStore, saveWorker, startAsked, startSpending } from '../store/index.ts';
import { openAsking } from './asking.ts';

describe.each(storeKinds())('a cap on executor calls over processes, on $kind', ({ fresh }) => {
  let stores: Store[];
  let store: Store;
  let runId: string;
  beforeEach(async () => {
    const url = await fresh();
    stores = await Promise.all(Array.from({ length: 3 }, () => openStore(url)));
    store = stores[0]!;
    runId = (await createRun(store, { command: 'optimize', task: 't', config: {}, configHash: 'c' })).id;
    await startSpending(store, runId);
    await startAsked(store, runId, 'validation');
    for (const owner of ['worker 0', 'worker 1', 'worker 2']) await works(owner);
  });
  afterEach(async () => {
    for (const one of stores) await one.close();
  });

  const works = (owner: string) =>
    saveWorker(store, { id: owner, run_id: runId, owner, state: 'working', reason: null, places: 4 });
  const dies = (owner: string) =>
    store.db.updateTable('workers').set({ seen_at: 0 }).where('owner', '=', owner).execute();

  /** An item in the hands of a worker, which asks so many times, side by side or one after the other. */
  async function item(name: string, worker: number, cap: number, script: FakeScript = () => 'yes') {
    const job = {
      evaluation: 'e',
      candidate: 'c',
      hash: 'h',
      split: 'validation',
      item: name,
      repeat: 0,
      phase: 'search',
    };
    const asking = { store: stores[worker]!, runId, job, owner: `worker ${worker}`, maxExecutorCalls: cap };
    const { executor, scored } = await openAsking(fakeModel(script), asking);
    const ask = (sample = 0, n = 1) =>
      executor.complete({ messages: [{ role: 'user', content: name }], sample, n }).then(
        ({ choices }) => choices.length,
        (error: ModelError) => error.cap ?? error.kind,
      );
    return { ask, scored };
  }
  const slowly: FakeScript = async () => {
    await sleep(20);
    return 'yes';
  };
  const booked = async (): Promise<number> => {
    for (const one of stores) await one.writer.flush();
    const rows = await store.db.selectFrom('asked').selectAll().where('run_id', '=', runId).execute();
    return rows.reduce((sum, { calls }) => sum + Number(calls), 0);
  };

  it.each([37, 0])('60 calls of three processes at once get exactly %i', async (cap) => {
    const items = await Promise.all(Array.from({ length: 12 }, (_, i) => item(`${i}`, i % 3, cap, slowly)));
    const outcomes = await Promise.all(items.flatMap(({ ask }) => [0, 1, 2, 3, 4].map((sample) => ask(sample))));
    expect(outcomes.filter((one) => one === 1)).toHaveLength(cap);
    expect(outcomes.filter((one) => one === 'executor-calls')).toHaveLength(60 - cap);
    expect(await booked()).toBe(cap);
  });

  it('what waits for room is not booked, and gets that of a call that fails', async () => {
    const down = new ModelError('Down', { kind: 'server', model: 'fake:model' });
    const release = Promise.withResolvers<void>();
    const first = await item('a', 0, 1, () => release.promise.then(() => down));
    const other = await item('b', 1, 1);
    const failing = first.ask();
    await expect.poll(booked).toBe(1);
    const waiting = other.ask();
    await sleep(250);
    expect(await booked()).toBe(1);
    release.resolve();
    expect([await failing, await waiting]).toEqual(['server', 1]);
    expect(await booked()).toBe(1);
  });

  it('a call that has more answers than there is room for is refused, and a smaller one is not', async () => {
    const { ask } = await item('a', 0, 3);
    expect([await ask(0, 2), await ask(2, 2), await ask(2, 1)]).toEqual([2, 'executor-calls', 1]);
  });

  it('an item that is run again counts once, and what a dead process had in flight takes up no more than that', async () => {
    const dead = await item('a', 0, 4, (_, sample) => (sample === 1 ? new Promise<string>(() => undefined) : 'yes'));
    expect(await dead.ask(0)).toBe(1);
    void dead.ask(1);
    await expect.poll(booked).toBe(2);
    await dies('worker 0');
    const again = await item('a', 1, 4);
    expect([await again.ask(0), await again.ask(1), await again.ask(2), await again.ask(3)]).toEqual([1, 1, 1, 1]);
    expect(await again.ask(4)).toBe('executor-calls');
    expect(await booked()).toBe(4);
  });

  it('nobody waits for what a dead process had in flight', async () => {
    const dead = await item('a', 0, 1, () => new Promise<string>(() => undefined));
    void dead.ask();
    await expect.poll(booked).toBe(1);
    const waiting = (await item('b', 1, 1)).ask();
    await dies('worker 0');
    expect(await waiting).toBe('executor-calls');
  });

  it('a scored item counts what it asked for, whatever its tries did; a higher cap goes on', async () => {
    const one = await item('a', 0, 3);
    expect([await one.ask(0), await one.ask(1), await one.ask(2), await one.ask(3)]).toEqual([
      1,
      1,
      1,
      'executor-calls',
    ]);
    const shorter = await item('a', 1, 3);
    expect([await shorter.ask(0), await shorter.ask(1)]).toEqual([1, 1]);
    await shorter.scored(2);
    const other = await item('b', 1, 3);
    expect([await other.ask(0), await other.ask(1)]).toEqual([1, 'executor-calls']);
    const raised = await item('b', 2, 5);
    expect([await raised.ask(0), await raised.ask(1), await raised.ask(2), await raised.ask(3)]).toEqual([
      1,
      1,
      1,
      'executor-calls',
    ]);
    expect(await booked()).toBe(5);
  });
});
