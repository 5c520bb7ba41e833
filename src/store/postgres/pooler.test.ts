import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, freePort, noPostgres, query, startPostgres } from '../../../tests/support/postgres.ts';
import { claimRun, createRun, deleteRun, hintsOf, openStore, recentRuns, saveApproval, saveHint } from '../index.ts';

const noPooler = noPostgres || spawnSync('pgbouncer', ['--version']).error !== undefined;

describe.skipIf(noPooler)('behind PgBouncer in transaction mode (skipped where it is not installed)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'w4s-pooler-'));
  let server: PostgresServer;
  let pooler: ChildProcess;
  let url: string;
  beforeAll(async () => {
    server = await startPostgres();
    const direct = new URL(await server.database());
    const port = await freePort();
    // Two connections for all clients: each transaction gets another one than the last.
    writeFileSync(
      join(folder, 'pooler.ini'),
      `[databases]
${direct.pathname.slice(1)} = host=127.0.0.1 port=${server.port} user=w4s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
auth_type = any
pool_mode = transaction
default_pool_size = 2
server_round_robin = 1
unix_socket_dir =
`,
    );
    const who = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    pooler = spawn('pgbouncer', [...who, join(folder, 'pooler.ini')], { stdio: 'ignore' });
    direct.port = String(port);
    url = direct.href;
    for (let tries = 0; tries < 100; tries++) {
      if (await query(url, 'select 1').catch(() => undefined)) return;
      await sleep(100);
    }
  });
  afterAll(async () => {
    pooler.kill();
    await once(pooler, 'close');
    await server.close();
    rmSync(folder, { recursive: true });
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
