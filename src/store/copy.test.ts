import { describe, expect, it } from 'vitest';
import { storeKinds } from '../../tests/support/stores.ts';
import { type Store, claimRun, copyRows, createRun, openStore } from './index.ts';
import { KEYS } from './tables.ts';

const kinds = storeKinds();
const pairs = kinds.flatMap((from) => kinds.map((to) => ({ from, to, name: `${from.kind} to ${to.kind}` })));

const ROWS = 450;

/** Rows in every table, more than are read at a time, with a value in each column that no other has. */
async function fill(store: Store): Promise<void> {
  for (const { name, columns } of await store.db.introspection.getTables()) {
    if (name === 'w4s_schema') continue;
    const rows = Array.from({ length: ROWS }, (_, i) =>
      Object.fromEntries(columns.map((column, k) => [column.name, valueOf(column.dataType, 100 * i + k)])),
    );
    for (const row of rows) if (name === 'runs') Object.assign(row, { owner: null });
    await store.db
      .insertInto(name as 'runs')
      .values(rows as never[])
      .execute();
  }
}

function valueOf(type: string, i: number): string | number {
  if (/text/i.test(type)) return `ü-${i % 7 === 0 ? i : `x${i}`}\n"`;
  return /double/i.test(type) || type === 'float8' ? i + 0.1 : 2 ** 41 + i;
}

async function all(store: Store): Promise<Record<string, unknown[]>> {
  const tables = Object.entries(KEYS) as [keyof typeof KEYS, readonly never[]][];
  const rows = tables.map(async ([table, keys]) => [
    table,
    await keys.reduce((query, key) => query.orderBy(key), store.db.selectFrom(table).selectAll()).execute(),
  ]);
  return Object.fromEntries(await Promise.all(rows)) as Record<string, unknown[]>;
}

describe.each(pairs)('a copy from $name', ({ from, to }) => {
  it('holds every row of every table, and nothing is added to one that is not empty', async () => {
    const [source, target] = [await openStore(await from.fresh()), await openStore(await to.fresh())];
    await fill(source);
    const counts = await copyRows(source, target);
    const tables = (await source.db.introspection.getTables())
      .map(({ name }) => name)
      .filter((name) => name !== 'w4s_schema');
    expect(counts).toEqual(Object.fromEntries(tables.map((name) => [name, ROWS])));
    const rows = await all(target);
    expect(rows).toEqual(await all(source));
    await expect(copyRows(source, target)).rejects.toMatchObject({
      code: 'store-not-empty',
      message: expect.stringContaining(`${ROWS} in \`runs\``),
    });
    expect(await all(target)).toEqual(rows);
    await source.close();
    await target.close();
  });

  it('that breaks off leaves nothing', async () => {
    const [source, target] = [await openStore(await from.fresh()), await openStore(await to.fresh())];
    await fill(source);
    const stop = (table: string): void => {
      if (table === 'item_results') throw new Error('stopped');
    };
    await expect(copyRows(source, target, stop)).rejects.toThrow('stopped');
    expect(Object.values(await all(target)).flat()).toEqual([]);
    await source.close();
    await target.close();
  });
});

it('a store that a run is at work in is not copied', async () => {
  const [source, target] = [await openStore(':memory:'), await openStore(':memory:')];
  const run = await createRun(source, { command: 'eval', task: 't', config: {}, configHash: 'c' });
  const claim = await claimRun(source, run.id, () => {});
  await expect(copyRows(source, target)).rejects.toMatchObject({ code: 'run-busy' });
  await claim.release();
  expect(await copyRows(source, target)).toMatchObject({ runs: 1 });
  for (const store of [source, target]) await store.close();
});
