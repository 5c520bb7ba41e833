import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, noPostgres, startPostgres } from '../../tests/support/postgres.ts';
import { openStore } from '../store/index.ts';
import { openBoss } from './boss.ts';

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
  }, 120_000);
});
