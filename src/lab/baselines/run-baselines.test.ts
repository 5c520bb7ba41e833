import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Store, candidatesOf, findRun, openStore, openingsOf } from '../../store/index.ts';
import { workflowsReport } from '../../report/index.ts';
import type { BaselinesOptions } from './contract.ts';
import { runBaselines } from './run-baselines.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-baselines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const given = (store: string, more: Partial<BaselinesOptions> = {}): BaselinesOptions => ({
  task: 'word-problems',
  executor: 'sim:executor',
  only: ['chain_of_thought', 'self_refine'],
  items: 3,
  config: {},
  store: join(folder, store),
  ...more,
});

async function looking<T>(file: string, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(join(folder, file));
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

test('it is on record as candidates that reports read', async () => {
  const { run, rows } = await runBaselines(given('main.db'));
  await looking('main.db', async (store) => {
    const row = await findRun(store, run);
    expect(row).toMatchObject({ command: 'baselines', status: 'done' });
    expect((await candidatesOf(store, run)).map(({ turn, slot, analysis }) => [turn, slot, analysis])).toEqual([
      [0, 0, 'direct'],
      [0, 1, 'chain_of_thought'],
      [0, 2, 'self_refine'],
    ]);
    const report = await workflowsReport(store, row);
    expect(report.run.meta).toBeNull();
    for (const [i, one] of report.workflows.entries()) {
      const { name, accuracy, interval, n, missing, failed, callsPerItem, costPerItemUsd } = rows[i]!;
      const expected = { name, accuracy, interval, n, missing, failed, callsPerItem, costPerItemUsd, status: 'scored' };
      expect(one).toMatchObject(expected);
    }
    expect(report.pairs).toEqual(
      rows.slice(1).map(({ name, againstDirect }) => ({ workflow: name, against: 'direct', ...againstDirect })),
    );
  });
});

test('the test split is opened on record by each, and its golds are not kept', async () => {
  const { run, openings } = await runBaselines(given('test.db', { split: 'test', only: ['chain_of_thought'] }));
  expect(openings).toMatchObject({ count: 1, last: { run } });
  await looking('test.db', async (store) => {
    expect((await openingsOf(store, run)).map(({ evaluation_id: id }) => id)).toEqual([
      `${run}/t00c0/test`,
      `${run}/t00c1/test`,
    ]);
    const items = await store.db.selectFrom('items').select('target').where('run_id', '=', run).execute();
    expect(items.map(({ target }) => target)).toEqual(Array(3).fill(null));
  });
});

test('a baseline that there is not is refused before anything is paid', async () => {
  const mistaken = runBaselines(given('refused.db', { only: ['self_refined'] }));
  await expect(mistaken).rejects.toMatchObject({
    code: 'unknown-baseline',
    message: expect.stringContaining('Did you mean `self_refine`?'),
    hint: expect.stringContaining('expert_panel'),
  });
  expect(await looking('refused.db', (store) => store.db.selectFrom('runs').selectAll().execute())).toEqual([]);
});
