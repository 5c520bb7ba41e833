import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, noPostgres, startPostgres } from '../../tests/support/postgres.ts';
import { openStore } from '../store/index.ts';
import { openBoss } from './boss.ts';
import { itemQueue, makeQueue } from './queue.ts';

describe.skipIf(noPostgres)('the queue in a new database (skipped where PostgreSQL is not installed)', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.close());

  it('is made once by workers that start together, and each of them opens it', async () => {
    for (let round = 0; round < 3; round++) {
      const url = await server.database();
      const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(url)));
      const outcomes = await Promise.allSettled(stores.map((store) => openBoss(store)));
      expect(outcomes.map((one) => (one.status === 'rejected' ? String(one.reason) : 'open'))).toEqual(
        Array(8).fill('open'),
      );
      for (const one of outcomes) if (one.status === 'fulfilled') await one.value.stop({ graceful: false });
      for (const store of stores) await store.close();
    }
  });

  it('gives a job to whoever knows the offer that it belongs to, and goes with that offer', async () => {
    const store = await openStore(await server.database());
    const boss = await openBoss(store);
    const [before, now] = [itemQueue(boss, store, BEFORE), itemQueue(boss, store, NOW)];
    await makeQueue(boss, BEFORE);
    await before.add([JOB]);
    await before.remove();
    await before.remove(); // what is not there any more is no reason to stop

    await makeQueue(boss, NOW);
    await now.add([JOB]);
    expect(await before.take(9).catch(() => [])).toEqual([]);
    expect(await now.take(9)).toMatchObject([JOB]);
    await boss.stop({ graceful: false });
    await store.close();
  });

  it('gives up a job that nine workers took and none finished, and looks after itself', async () => {
    const store = await openStore(await server.database());
    const boss = await openBoss(store);
    const queue = itemQueue(boss, store, NOW);
    await makeQueue(boss, NOW);
    await queue.add([JOB]);
    for (let worker = 0; worker < 9; worker++) {
      await queue.tidy();
      expect(await queue.givenUp()).toEqual([]);
      await queue.giveBack(await queue.take(1));
    }
    expect(await queue.take(1)).toEqual([]);
    expect(await queue.givenUp()).toEqual([JOB.id]);
    expect(await queue.hasJobs()).toBe(false);
    await boss.stop({ graceful: false });
    await store.close();
  });
});

const BEFORE = { runId: 'arithmetic-1', work: '{"caps":{"maxExecutorCalls":25}}' };
const NOW = { runId: 'arithmetic-1', work: '{"caps":{"maxExecutorCalls":32}}' };
const JOB = {
  id: '00000000-0000-8000-8000-000000000001',
  job: { evaluation: 'e', candidate: 'c', hash: 'h', split: 'validation', item: '1', repeat: 0, phase: 'search' },
};
