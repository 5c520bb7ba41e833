import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, noPostgres, startPostgres } from '../../tests/support/postgres.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { version } from '../base/version.ts';
import { createRun, openStore, saveOffer, withdrawOffer, workersOf } from '../store/index.ts';
import type { OfferedWork } from './contract.ts';
import { runWorker } from './worker.ts';

/** Milliseconds that a task takes to load: longer than a silent worker counts as alive. */
const LOADING_MS = 7_000;

const folder = temporaryFolders();
const work: OfferedWork = {
  version,
  task: 'none',
  taskHash: '',
  toolsHash: null,
  executor: 'http://127.0.0.1:9/v1#m',
  judge: null,
  sandbox: process.env.W4S_SANDBOX === 'wasm' ? 'wasm' : 'native',
  seed: 0,
  golds: true,
  quotas: null,
  isolated: false,
  maxTokens: null,
  caps: { budgetUsd: null, maxCalls: null, maxExecutorCalls: null },
};

describe.skipIf(noPostgres)('a worker (skipped where PostgreSQL is not installed)', () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres()));
  afterAll(() => server.close());

  it('shows life at each of its runs while it joins another, however long that takes', async () => {
    const store = await openStore(await server.database());
    const slow = join(folder(), 'slow.ts');
    writeFileSync(slow, `await new Promise((end) => setTimeout(end, ${LOADING_MS}));\nexport default {};\n`);
    const offer = async (task: string) => {
      const { id } = await createRun(store, { command: 'eval', task: 't', config: {}, configHash: task });
      await saveOffer(store, id, JSON.stringify({ ...work, task }));
      return id;
    };
    const silence = async (run: string) => (await workersOf(store, run))[0]?.silentMs;
    const first = await offer('none');
    let stop = (): void => {};
    const worker = runWorker({ store: store.url, config: {}, onStarted: (soft) => (stop = soft) });
    await expect.poll(async () => (await workersOf(store, first))[0]?.state).toBe('refused');
    const second = await offer(slow);
    await expect.poll(() => silence(second)).toBeGreaterThan(-1);
    const silences: number[] = [];
    for (const until = performance.now() + LOADING_MS - 1_000; performance.now() < until; await sleep(250))
      for (const run of [first, second]) silences.push((await silence(run)) ?? Infinity);
    expect(Math.max(...silences)).toBeLessThan(4_000); // a beat is 2 s
    await withdrawOffer(store, first);
    await expect.poll(async () => (await workersOf(store, first)).length).toBe(0);
    stop();
    expect(await worker).toEqual({ items: 0, runs: [] });
    await store.close();
  });
});
