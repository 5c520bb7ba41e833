import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, noPostgres, query, startPostgres } from '../../../tests/support/postgres.ts';
import { type Store, hintsOf, openStore, saveHint } from '../index.ts';

/** A disk of some megabytes; `undefined` where this user can mount none. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'w4s-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'tmpfs', folder]);
  if (status === 0) return folder;
  rmSync(folder, { recursive: true });
  return undefined;
}

const disk = noPostgres ? undefined : smallDisk();
if (disk === undefined) console.log('No small disk can be mounted: a full one is not tested.');

describe.skipIf(disk === undefined)('a PostgreSQL whose disk is full', () => {
  let server: PostgresServer;
  let store: Store;
  beforeAll(async () => {
    server = await startPostgres();
    chownSync(disk ?? '', 65_534, 65_534);
    await query(await server.database(), `create tablespace small location '${disk}'`);
    store = await openStore(await server.database('tablespace small'));
  });
  afterAll(async () => {
    await store.close();
    await server.close();
    spawnSync('umount', [disk ?? '']);
    rmSync(disk ?? '', { recursive: true, force: true });
  });

  it('refuses a write with what to do, keeps what it acknowledged, and goes on when there is room', async () => {
    const save = (n: number) => saveHint(store, { runId: 'r', text: `${n} ${Math.random()} `.repeat(4_000), by: 'me' });
    await save(0);
    const ballast = join(disk ?? '', 'ballast');
    expect(() => writeFileSync(ballast, Buffer.alloc(32 << 20, 1))).toThrow('ENOSPC');
    let kept = 1;
    const full: unknown = await (async () => {
      for (; kept < 500; kept++) await save(kept);
    })().catch((error: unknown) => error);
    expect(full).toMatchObject({
      code: 'store-full',
      message: expect.stringContaining('No space left'),
      hint: expect.stringContaining('w4s resume'),
    });
    expect(await hintsOf(store, 'r')).toHaveLength(kept);
    rmSync(ballast);
    await save(kept);
    expect(await hintsOf(store, 'r')).toHaveLength(kept + 1);
  });
});
