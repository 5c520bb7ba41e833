import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { ASKS, says, shardMaker, task, told, withStore } from '../../../tests/support/shards.ts';
import { storeKinds } from '../../../tests/support/stores.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { fakeModel } from '../../model/index.ts';
import { existsSync } from 'node:fs';
import { findRun, openingsOfSplit, recentRuns } from '../../store/index.ts';
import { testSplit } from '../../task/index.ts';
import { type ScoreOptions, mergeShards } from '../index.ts';

const { fresh, score, shardInto, shards, copy } = shardMaker();
const folder = temporaryFolders();

let two: string[];
let four: string[];
let whole: string;
beforeAll(async () => {
  two = await shards(2);
  four = await shards(4);
  whole = fresh();
  await score(whole);
});

describe.each(storeKinds())('shards merged into $kind', ({ fresh: target }) => {
  it('of a test split, with answers of their own, are one look at it', async () => {
    const options = { split: 'test', cache: 'fresh' } as const;
    const out = await target();
    const [merged] = await mergeShards({ from: await shards(3, options), store: out });
    expect(merged).toMatchObject({ status: 'complete', openings: { count: 1, last: { run: merged!.run } } });
    const other = fresh();
    await score(other, options);
    expect(await told(out)).toEqual(await told(other));
  });

  it('that overlap are no more, and complete each other', async () => {
    const out = await target();
    const [first] = await mergeShards({ from: [two[0]!, ...four.slice(0, 3), two[0]!], store: out });
    expect(first).toMatchObject({ missingShards: ['4/4'], n: 16, paid: { calls: 16 } });
    await mergeShards({ from: [four[3]!, two[0]!], store: out });
    expect(await told(out)).toEqual(await told(whole));
  });

  it('one of which is missing are completed by a later merge, or by the command for all items', async () => {
    const [later, directly] = [await target(), await target()];
    for (const out of [later, directly]) {
      const [merged] = await mergeShards({ from: [four[0]!, four[2]!, four[3]!], store: out });
      expect(merged).toMatchObject({ status: 'stopped', missingShards: ['2/4'], n: 14, planned: 20 });
      expect(await withStore(out, (store) => findRun(store, merged!.run))).toMatchObject({
        status: 'interrupted',
        reason: expect.stringMatching(/^Missing: shard 2\/4\. .*`--shard off`\.$/),
      });
    }
    const [merged] = await mergeShards({ from: [four[1]!], store: later });
    const executor = says();
    expect(await score(directly, { executor })).toMatchObject({ run: merged!.run, status: 'complete', n: 20 });
    expect(executor.calls).toHaveLength(6);
    for (const out of [later, directly]) expect(await told(out)).toEqual(await told(whole));
  });

  it('that a cap stopped are joined as far as they came, and again when they went on', async () => {
    const from = [two[0]!, await shardInto(fresh(), 2, 2, { maxCalls: 12, concurrency: 1 })];
    const out = await target();
    const [merged] = await mergeShards({ from, store: out });
    expect(merged).toMatchObject({ missingShards: ['2/2'], n: 16, paid: { calls: 16 } });
    await shardInto(from[1]!, 2, 2);
    await mergeShards({ from, store: out });
    expect(await told(out)).toEqual(await told(whole));
  });

  it('that all lie in the store that they are merged in are one look at the test split, and once more another', async () => {
    const out = await target();
    const looks = () => withStore(out, async (store) => (await openingsOfSplit(store, testSplit(task))).count);
    for (const index of [1, 2, 3]) await shardInto(out, index, 3, { split: 'test' });
    expect(await looks()).toBe(1);
    const [merged] = await mergeShards({ from: [out], store: out });
    expect(merged).toMatchObject({ status: 'complete', n: 12, paid: { calls: 12 }, openings: { count: 1 } });
    expect(await withStore(out, (store) => recentRuns(store, 9))).toHaveLength(4);
    for (const index of [1, 2, 3]) await shardInto(out, index, 3, { split: 'test' });
    expect(await looks()).toBe(2);
  });
});

describe('shards that do not fit are refused with what differs:', () => {
  const items = task.splits.validation!;
  const of = (validation: typeof items) => ({ ...task, splits: { ...task.splits, validation } });
  it.each([
    ['order of the items', 'the data', { task: of([...items].toReversed()) }],
    ['number of items', 'the data', { task: of(items.slice(1)) }],
    ['task', 'the task \\(fingerprint', { task: { ...task, description: 'Another.' } }],
    ['seed', 'the seed', { seed: 1 }],
    ['repeats', 'the repeats', { repeats: 1 }],
    ['limit on tokens', 'the limit on tokens', { maxTokens: 9 }],
    ['cache', 'the use of the cache', { cache: 'fresh' }],
    ['executor', 'the executor', { executor: fakeModel(() => '1', { id: 'fake:other' }) }],
    ['split', 'the split', { split: 'test' }],
  ] as [string, string, Partial<ScoreOptions>][])('%s', async (_, words, more) => {
    const from = [two[0]!, await shardInto(fresh(), 2, 2, more)];
    const out = fresh();
    await expect(mergeShards({ from, store: out })).rejects.toMatchObject({
      code: 'shards-differ',
      message: expect.stringMatching(`^Expected ${words}.* to be the same in all shards, got .*${from[0]}.*${from[1]}`),
    });
    expect(existsSync(out)).toBe(false);
  });

  it('workflow', async () => {
    const changed = join(folder(), 'asks.py');
    writeFileSync(changed, ASKS.replace('task}', 'task + "."}'));
    const from = [two[0]!, await shardInto(fresh(), 2, 2, { workflow: changed })];
    await expect(mergeShards({ from, store: fresh() })).rejects.toThrow('Expected the workflow');
  });

  it.each([
    ['version', '"version":"', 'the version of w4s'],
    ['sandbox', '"sandbox":"', 'the sandbox'],
  ])('%s', async (_, field, words) => {
    const other = copy(two[1]!);
    const config = sql<string>`replace(config, ${field}, ${`${field}other-`})`;
    await withStore(other, ({ writer }) => writer.write((db) => db.updateTable('runs').set({ config })));
    await expect(mergeShards({ from: [two[0]!, other], store: fresh() })).rejects.toThrow(
      `Expected ${words} to be the same`,
    );
  });

  it('several evaluations are merged side by side where their shards are the same', async () => {
    const from = two.map(copy);
    for (const [i, store] of from.entries()) await shardInto(store, i + 1, 2, { seed: 1 });
    const merged = await mergeShards({ from, store: fresh() });
    expect(merged.map(({ status, n }) => [status, n])).toEqual([
      ['complete', 20],
      ['complete', 20],
    ]);
  });

  it('what is required is required of all items', async () => {
    await expect(score(fresh(), { shard: { index: 1, of: 2 }, minScore: 0.5 })).rejects.toMatchObject({
      code: 'invalid-option',
      hint: expect.stringContaining('w4s merge'),
    });
  });
});
