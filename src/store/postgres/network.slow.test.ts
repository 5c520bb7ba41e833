import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresServer, noPostgres, startPostgres } from '../../../tests/support/postgres.ts';
import { type TcpProxy, tcpProxy, through } from '../../../tests/support/tcp-proxy.ts';
import { type Store, hintsOf, openStore, saveHint } from '../index.ts';

const write = (store: Store, n: number) => saveHint(store, { runId: 'r', text: String(n), by: 'me' });
const told = async (store: Store) =>
  (await hintsOf(store, 'r')).map(({ text }) => Number(text)).toSorted((a, b) => a - b);

describe.skipIf(noPostgres)('the line to a PostgreSQL server (skipped where it is not installed)', () => {
  let server: PostgresServer;
  let url: string;
  let proxy: TcpProxy;
  let store: Store;
  beforeAll(async () => void (server = await startPostgres()));
  afterAll(() => server.close());
  beforeEach(async () => {
    url = await server.database();
    proxy = await tcpProxy(server.port);
    // What a lost answer takes to be noticed: two minutes where nobody says so.
    store = await openStore(`${through(url, proxy)}?query_timeout=1000`);
    await write(store, 0);
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
  });

  it('that is cut is waited for, in reading and in writing', async () => {
    proxy.cut();
    const both = Promise.all([write(store, 1), told(store)]);
    await sleep(1_500);
    proxy.mend();
    await both;
    expect(await told(store)).toEqual([0, 1]);
  });

  it('that is silent for less than an answer may take changes nothing', async () => {
    proxy.hold();
    const writing = write(store, 1);
    await sleep(500);
    proxy.mend();
    await writing;
    expect(await told(store)).toEqual([0, 1]);
  });

  it('that has forgotten its connections is left for a new one, and each write is there once', async () => {
    const writes = Array.from({ length: 20 }, (_, i) => write(store, i + 1));
    await sleep(2);
    proxy.forget();
    await Promise.all(writes);
    proxy.forget();
    expect(await told(store)).toEqual(Array.from({ length: 21 }, (_, i) => i));
  });

  it('that is silent in the middle of writes keeps each of them once', async () => {
    const numbers = Array.from({ length: 12 }, (_, i) => i + 1);
    const writing = (async () => {
      for (const n of numbers) await write(store, n);
    })();
    for (const pause of [3, 5, 8]) {
      await sleep(pause);
      proxy.hold();
      await sleep(1_200);
      proxy.mend();
    }
    await writing;
    expect(await told(store)).toEqual([0, ...numbers]);
  });
});
