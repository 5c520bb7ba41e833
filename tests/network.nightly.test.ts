import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, SMALL, runCli, startCli } from './support/cli.ts';
import { type PostgresServer, noPostgres, startPostgres } from './support/postgres.ts';
import { tcpProxy, through } from './support/tcp-proxy.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();
const SEARCH = ['optimize', 'word-problems', '--executor', 'sim:executor', '--meta', 'sim:meta', ...SMALL, '--json'];

describe.skipIf(noPostgres)('a search on PostgreSQL (skipped where it is not installed)', () => {
  let server: PostgresServer;
  let expected: unknown;
  beforeAll(async () => {
    server = await startPostgres();
    expected = outcome(await runCli(SEARCH, { cwd: folder() }));
  });
  afterAll(() => server.close());

  /** What came out and what was paid for it. */
  const outcome = ({ code, result }: CliResult) => [
    code,
    result?.best?.candidate.split('/').at(-1),
    result?.best?.validation.accuracy,
    result?.best?.test.accuracy,
    result?.calls,
  ];

  it.each(['cut', 'hold'] as const)(
    'whose line is gone for 30 s (%s) goes on, and pays nothing twice',
    async (how) => {
      const proxy = await tcpProxy(server.port);
      const search = startCli([...SEARCH, '--store', through(await server.database(), proxy)], { cwd: folder() });
      await search.seen('candidate-scored');
      proxy[how]();
      await sleep(30_000);
      expect(search.child.exitCode).toBeNull();
      proxy.mend();
      expect(outcome(await search.done)).toEqual(expected);
      await proxy.close();
    },
    240_000,
  );

  it('that is 200 ms away comes to the same', { timeout: 240_000 }, async () => {
    const proxy = await tcpProxy(server.port, 100);
    const store = through(await server.database(), proxy);
    const started = performance.now();
    expect(outcome(await runCli([...SEARCH, '--store', store], { cwd: folder() }))).toEqual(expected);
    console.log(`A search of 200 ms to its store took ${Math.round(performance.now() - started)} ms.`);
    await proxy.close();
  });
});
