import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Pooler, noPooler, startPooler } from '../../../tests/support/pooler.ts';
import { type PostgresServer, startPostgres } from '../../../tests/support/postgres.ts';
import { claimRun, createRun, deleteRun, hintsOf, openStore, recentRuns, saveApproval, saveHint } from '../index.ts';

describe.skipIf(noPooler)('behind PgBouncer in transaction mode (skipped where it is not installed)', () => {
  let server: PostgresServer;
  let pooler: Pooler;
  let url: string;
  beforeAll(async () => {
    server = await startPostgres();
    pooler = await startPooler(await server.database());
    ({ url } = pooler);
  });
  afterAll(async () => {
    await pooler.close();
    await server.close();
  });

  it('a store is made, shared, written and read by several processes', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(url)));
    const runs = await Promise.all(
      stores.map((store) => createRun(store, { command: 'eval', task: 't', config: {}, configHash: 'c' })),
    );
    const claims = await Promise.allSettled(stores.map((store) => claimRun(store, runs[0]!.id, () => {})));
    const held = claims.flatMap((claim) => (claim.status === 'fulfilled' ? [claim.value] : []));
    expect(held).toHaveLength(1);
    const numbers = Array.from({ length: 60 }, (_, i) => i);
    await Promise.all(numbers.map((n) => saveHint(stores[n % 6]!, { runId: runs[0]!.id, text: String(n), by: 'me' })));
    const decided = { code_hash: 'h', decision: 'approved', by: 'me', at: 1 };
    await Promise.all(stores.map((store) => saveApproval(store, decided)));
    expect(await hintsOf(stores[0]!, runs[0]!.id)).toHaveLength(60);
    expect(await stores[1]!.db.selectFrom('decisions').select('number').orderBy('number').execute()).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => ({ number })),
    );
    await held[0]!.release();
    await deleteRun(stores[2]!, runs[0]!.id);
    expect(await recentRuns(stores[3]!, 9)).toHaveLength(5);
    for (const store of stores) await store.close();
  });
});
