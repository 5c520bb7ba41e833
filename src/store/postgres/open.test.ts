import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, noPostgres, query, startPostgres } from '../../../tests/support/postgres.ts';
import { type Store, createRun, hintsOf, openStore, recentRuns, saveHint } from '../index.ts';

const run = { command: 'optimize', task: 'gsm-hard', config: {}, configHash: 'c1' };

describe.skipIf(noPostgres)('a store on PostgreSQL (skipped where its server is not installed)', () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres()));
  afterAll(() => server.close());

  const changed = (url: string, change: (url: URL) => void): string => {
    const other = new URL(url);
    change(other);
    return other.href;
  };

  const refused: [string, string, string, () => Promise<string>][] = [
    [
      'that is not there',
      'store-unknown',
      'does not exist',
      async () => changed(await server.database(), (url) => (url.pathname = '/none')),
    ],
    [
      'on a port where nobody listens',
      'store-unreachable',
      'ECONNREFUSED',
      async () => changed(await server.database(), (url) => (url.port = '1')),
    ],
    [
      'on a host that has no name',
      'store-unreachable',
      'ENOTFOUND|EAI_AGAIN',
      async () => 'postgres://me:geheim@nowhere.invalid/w4s',
    ],
    [
      'of another program',
      'store-foreign',
      'another program',
      async () => {
        const url = await server.database();
        await query(url, 'create table runs (x int)');
        return url;
      },
    ],
    [
      'of a newer version',
      'store-newer',
      'this w4s is older',
      async () => {
        const url = await server.database();
        await query(url, 'create table w4s_schema (version bigint); insert into w4s_schema values (99)');
        return url;
      },
    ],
    [
      'on a server that says that it is too old',
      'store-unfit',
      'PostgreSQL 13 or newer, got 12',
      async () => {
        const url = await server.database();
        await query(
          url,
          `create schema old; alter database ${new URL(url).pathname.slice(1)} set search_path = old, pg_catalog, public;
          create function old.current_setting(text) returns text language sql as $$
            select case when $1 = 'server_version_num' then '120022' else pg_catalog.current_setting($1) end $$`,
        );
        return url;
      },
    ],
    ['in another encoding', 'store-unfit', 'UTF8, got LATIN1', () => server.database(`encoding latin1 locale 'C'`)],
    [
      'that is empty and read-only',
      'store-old',
      'read-only',
      async () => {
        const url = await server.database();
        await query(url, `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
        return url;
      },
    ],
    [
      'whose user may make no tables',
      'store-denied',
      'permission denied',
      async () => {
        const url = await server.database();
        await query(url, 'drop role if exists guest; create role guest login');
        return changed(url, (guest) => (guest.username = 'guest'));
      },
    ],
    ['whose password is missing', 'store-denied', 'password', async () => locked(await server.database(), '')],
    [
      'whose password is wrong',
      'store-denied',
      'password authentication failed',
      async () => locked(await server.database(), 'geheim-wrong'),
    ],
  ];
  it.each(refused)('%s is refused, with what to do', async (_, code, message, make) => {
    const url = await make();
    const before = code === 'store-foreign' ? await query(url, 'select relname from pg_class order by 1') : [];
    const error: unknown = await openStore(url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\.$/),
    });
    expect((error as Error).cause).toBeUndefined();
    expect(JSON.stringify([String(error), error, (error as Error).stack])).not.toContain('geheim');
    if (code === 'store-foreign') expect(await query(url, 'select relname from pg_class order by 1')).toEqual(before);
  });

  /** The same for a role that needs a password, which is `geheim`. */
  async function locked(url: string, password: string): Promise<string> {
    const name = new URL(url).pathname.slice(1);
    await query(url, `do $$ begin create role locked login password 'geheim'; exception when others then end $$`);
    await query(url, `alter database ${name} owner to locked`);
    return changed(url, (own) => Object.assign(own, { username: 'locked', password }));
  }

  it('that never answers is given up', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    await expect(openStore(`postgres://me@127.0.0.1:${port}/w4s?connect_timeout=1`)).rejects.toMatchObject({
      code: 'store-unreachable',
      message: expect.stringContaining('timeout'),
    });
    silent.close();
  });

  it('keeps its password to itself', async () => {
    const store = await openStore(await locked(await server.database(), 'geheim'));
    await createRun(store, run);
    expect(store.path).toMatch(/^postgres:\/\/locked@127\.0\.0\.1:\d+\/db\d+$/);
    const failure: unknown = await store.writer
      .write((db) => db.insertInto('runs').values({ id: 'x' } as never))
      .catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'store-failed' });
    const { url: _, ...shown } = store;
    expect(
      JSON.stringify([await recentRuns(store, 9), String(failure), failure, shown.path, shown.home]),
    ).not.toContain('geheim');
    await store.close();
  });

  it('that became read-only is read, and refuses a write', async () => {
    const url = await server.database();
    const first = await openStore(url);
    const { id } = await createRun(first, run);
    await first.close();
    await query(url, `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
    const store = await openStore(url);
    expect((await recentRuns(store, 9)).map((one) => one.id)).toEqual([id]);
    await expect(createRun(store, run)).rejects.toMatchObject({ code: 'store-read-only' });
    await store.close();
  });

  it('is made once by eight that start together', async () => {
    const url = await server.database();
    const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(url)));
    await Promise.all(stores.map((store) => createRun(store, run)));
    expect(await recentRuns(stores[0]!, 99)).toHaveLength(8);
    for (const store of stores) await store.close();
  });

  it('orders texts by their bytes, and keeps a sign for the character that it can not hold', async () => {
    const store = await openStore(await server.database());
    for (const text of ['b', 'A\0', 'a', 'Ä', '-']) await saveHint(store, { runId: 'r', text, by: 'me' });
    const rows = await store.db.selectFrom('hints').select('text').orderBy('text').execute();
    expect(rows.map(({ text }) => text)).toEqual(['-', 'A\u2400', 'a', 'b', 'Ä']);
    await store.close();
  });

  const write = (store: Store, n: number) => saveHint(store, { runId: 'r', text: String(n), by: 'me' });
  const told = async (store: Store) =>
    (await hintsOf(store, 'r')).map(({ text }) => Number(text)).toSorted((a, b) => a - b);

  it('whose connections are ended again and again keeps each write once', async () => {
    const url = await server.database();
    const store = await openStore(url);
    const cutting = new AbortController();
    const cutter = (async () => {
      while (!cutting.signal.aborted) {
        await query(url, `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'w4s'`);
        await sleep(20);
      }
    })();
    const numbers = Array.from({ length: 60 }, (_, i) => i);
    for (const n of numbers) {
      await write(store, n);
      if (n % 10 === 0) await told(store);
    }
    cutting.abort();
    await cutter;
    expect(await told(store)).toEqual(numbers);
    await store.close();
  });

  it('whose connections are all in use is not opened; once it was, one is waited for', async () => {
    const url = await server.database();
    await query(url, 'drop role if exists crowd; create role crowd login');
    await query(url, `alter database ${new URL(url).pathname.slice(1)} owner to crowd`);
    const own = changed(url, (crowd) => (crowd.username = 'crowd'));
    const store = await openStore(own);
    await write(store, 0);
    await query(url, 'alter role crowd connection limit 0');
    await query(url, `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'crowd'`);
    const startedAt = performance.now();
    await expect(openStore(own)).rejects.toMatchObject({ code: 'store-busy', hint: expect.stringMatching(/\.$/) });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    const both = Promise.all([write(store, 1), told(store)]);
    await sleep(300);
    await query(url, 'alter role crowd connection limit -1');
    await both;
    expect(await told(store)).toEqual([0, 1]);
    await store.close();
  });

  it('whose server is away for a while is waited for', async () => {
    const store = await openStore(await server.database());
    await write(store, 0);
    await server.stop();
    const writing = write(store, 1);
    await sleep(300);
    await server.start();
    await writing;
    expect(await told(store)).toEqual([0, 1]);
    await store.close();
  });
});
