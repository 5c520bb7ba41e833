import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { shardMaker, timeless, told, withStore } from '../../../tests/support/shards.ts';
import { storeKinds } from '../../../tests/support/stores.ts';
import type { ScoreResult } from '../contract.ts';
import { mergeShards } from '../index.ts';
import { claimRun, deleteRun, findRun, openStore, recentRuns, updateRun } from '../../store/index.ts';

const { fresh, score, shards, copy } = shardMaker();

let from: string[];
let whole: string;
let expected: Partial<ScoreResult>;
beforeAll(async () => {
  from = await shards(2);
  whole = fresh();
  expected = await score(whole);
});

describe.each(storeKinds())('shards merged into $kind', ({ fresh: target }) => {
  it('are the evaluation as if it had not been split, once, however often they are merged', async () => {
    const out = await target();
    const [merged] = await mergeShards({ from, store: out });
    const { run: _, ...facts } = expected;
    expect(timeless(merged)).toMatchObject({
      ...(timeless(facts) as object),
      shards: ['1/2', '2/2'],
      missingShards: [],
      wasWhole: false,
    });
    expect(await told(out)).toEqual(await told(whole));
    const [again] = await mergeShards({ from: [...from, ...from], store: out });
    expect(again).toMatchObject({ run: merged!.run, wasWhole: true, missingShards: [], paid: { calls: 20 } });
    expect(await told(out)).toEqual(await told(whole));
  });

  it('that are broken off leave nothing', async () => {
    const out = await target();
    const stop = new AbortController();
    const merging = mergeShards({ from, store: out, signal: stop.signal });
    stop.abort();
    await expect(merging).rejects.toMatchObject({ code: 'interrupted', message: expect.stringContaining('nothing') });
    expect(await withStore(out, (store) => recentRuns(store, 9))).toEqual([]);
  });
});

describe('a store of shards', () => {
  const changed = (path: string, bytes: (old: Buffer<ArrayBuffer>) => Uint8Array) =>
    writeFileSync(path, bytes(readFileSync(path)));
  const written = (path: string, values: Record<string, string>) =>
    withStore(path, ({ writer }) => writer.write((db) => db.updateTable('runs').set(values)));
  const refused: [string, string, (path: string) => unknown][] = [
    ['that is no database', 'store-unreadable', (path) => changed(path, () => Buffer.alloc(9_000, 'x'))],
    ['that was cut off', 'store-unreadable', (path) => changed(path, (old) => old.subarray(0, 40_000))],
    ['with pages of rubbish', 'store-unreadable', (path) => changed(path, (old) => old.fill(0xaa, 8_192))],
    [
      'whose second half is rubbish',
      'store-unreadable',
      (path) => changed(path, (old) => old.fill(0xaa, Math.ceil(old.length / 8_192) * 4_096)),
    ],
    [
      'of a newer version',
      'store-newer',
      (path) => withStore(path, ({ db }) => sql`pragma user_version = 999`.execute(db)),
    ],
    ['whose run is no run', 'run-unreadable', (path) => written(path, { config: '{' })],
    ['without shards', 'no-shards', (path) => written(path, { command: 'optimize' })],
  ];
  it.each(refused)('%s is refused, and nothing is merged', async (_, code, damage) => {
    const damaged = copy(from[1]!);
    await damage(damaged);
    const out = fresh();
    await expect(mergeShards({ from: [from[0]!, damaged], store: out })).rejects.toMatchObject({
      code,
      hint: expect.any(String),
    });
    if (existsSync(out)) expect(await withStore(out, (store) => recentRuns(store, 9))).toEqual([]);
  });

  it('in which one is evaluated is waited for', async () => {
    const store = await openStore(copy(from[0]!));
    const claim = await claimRun(store, (await findRun(store, 'latest')).id, () => {});
    await expect(mergeShards({ from: [store.url, from[1]!], store: fresh() })).rejects.toMatchObject({
      code: 'run-busy',
      message: expect.stringContaining('Shard 1/2 is being evaluated'),
    });
    await claim.release();
    await store.close();
  });

  it('in which a process that can not be asked shows life, at a shard or at the whole, is waited for', async () => {
    const [shard, whole] = [copy(from[0]!), fresh()];
    await mergeShards({ from: [from[0]!], store: whole });
    const merges = [
      [shard, { from: [shard, from[1]!], store: fresh() }],
      [whole, { from, store: whole }],
    ] as const;
    for (const [url, merge] of merges) {
      const store = await openStore(url);
      const { id } = await findRun(store, 'latest');
      const owner = 'elsewhere:1:0000beef-1-17:x';
      const beat = () => updateRun(store, id, { owner, heartbeat_at: Date.now() - 25_000 }); // its clock is behind
      await beat();
      const beats = setInterval(() => void beat(), 50);
      await expect(mergeShards(merge)).rejects.toMatchObject({ code: 'run-busy' });
      clearInterval(beats);
      await store.close();
    }
    expect(await mergeShards({ from, store: whole })).toMatchObject([{ status: 'complete' }]);
  });

  it.skipIf(process.getuid?.() === 0)('that can only be read is merged, and takes nothing', async () => {
    const readable = copy(from[0]!);
    chmodSync(readable, 0o444);
    expect(await mergeShards({ from: [readable, from[1]!], store: fresh() })).toMatchObject([{ status: 'complete' }]);
    await expect(mergeShards({ from, store: readable })).rejects.toMatchObject({ code: 'store-read-only' });
  });
});

it('a shard that was deleted once it had opened the test split is another look when it is evaluated again', async () => {
  const store = fresh();
  const look = () => score(store, { split: 'test', shard: { index: 1, of: 2 } });
  expect(await look()).toMatchObject({ openings: { count: 1 } });
  await withStore(store, async (opened) => deleteRun(opened, (await findRun(opened, 'latest')).id));
  expect(await look()).toMatchObject({ openings: { count: 2 } });
});
