import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeTask } from '../../../tests/support/fake-task.ts';
import { valueUnder } from '../../base/lists.ts';
import { holmAdjusted } from '../../statistics/index.ts';
import { type Store, openStore, scoresOf } from '../../store/index.ts';
import type { BaselineRow, BaselinesOptions, BaselinesResult } from './contract.ts';
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
  items: 6,
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

const named = ({ rows }: BaselinesResult, name: string): BaselineRow => rows.find((row) => row.name === name)!;
const withoutRun = ({ rows, run }: BaselinesResult): string => JSON.stringify(rows).replaceAll(run, 'RUN');

/** Mean over the items of one candidate minus another's, as the store holds them. */
async function differenceByHand(store: Store, first: string, second: string): Promise<number> {
  const [mine, theirs] = await Promise.all(
    [first, second].map(async (id) => {
      const rows = await scoresOf(store, `${id}/validation`);
      return new Map(rows.map(({ itemId, score }) => [itemId, score]));
    }),
  );
  const differences = [...mine!].map(([item, score]) => score - valueUnder(theirs!, item));
  return differences.reduce((sum, one) => sum + one, 0) / differences.length;
}

test('interrupted, gone on with, asked again: one run, numbers as the store holds them, nothing paid twice', async () => {
  const scored: string[] = [];
  let stop = (): void => {};
  const first = await runBaselines(
    given('main.db', {
      vote: true,
      onStarted: (_, given_) => (stop = given_),
      onScored: ({ name }) => {
        scored.push(name);
        if (scored.length === 2) stop();
      },
    }),
  );
  expect(scored).toEqual(['direct', 'chain_of_thought']);
  expect(first).toMatchObject({ status: 'interrupted', reason: expect.stringContaining('the same command') });
  expect(first.rows.map(({ name }) => name)).toEqual(scored);

  const whole = await runBaselines(given('main.db', { vote: true }));
  expect(whole).toMatchObject({ run: first.run, status: 'done', reason: null, items: 6, simulated: true });
  expect(whole.rows.map(({ name, vote }) => [name, vote?.votes])).toEqual([
    ['direct', 1],
    ['chain_of_thought', 1],
    ['self_refine', Math.ceil(named(whole, 'self_refine').callsPerItem)],
  ]);
  expect(whole.rows[0]).toMatchObject({ n: 6, callsPerItem: 1, failed: 0, againstDirect: null, costPerItemUsd: null });

  await looking('main.db', async (store) => {
    const differences = whole.rows.flatMap(({ candidate, againstDirect, vote }) => [
      ...(againstDirect === null ? [] : [{ of: againstDirect, pair: [candidate, whole.rows[0]!.candidate] as const }]),
      { of: vote!.difference!, pair: [candidate, vote!.candidate] as const },
    ]);
    expect(differences).toHaveLength(5);
    for (const { of, pair } of differences)
      expect(of.difference).toBeCloseTo(await differenceByHand(store, ...pair), 12);
    const p = differences.map(({ of }) => of.p);
    expect(differences.map(({ of }) => of.pHolm)).toEqual(holmAdjusted(p));
    const calls = await store.db.selectFrom('calls').select('completions').where('run_id', '=', whole.run).execute();
    expect(calls.reduce((sum, { completions }) => sum + completions, 0)).toBe(whole.paid.calls);
  });

  const warnings: string[] = [];
  const again = await runBaselines(given('main.db', { vote: true, onWarning: (text) => warnings.push(text) }));
  expect(again.run).not.toBe(whole.run);
  expect(again.paid.calls).toBe(0);
  expect(withoutRun(again)).toBe(withoutRun(whole));
  expect(warnings).toEqual([expect.stringContaining(`Identical to ${whole.run}`)]);
}, 30_000);

test('a cap stops it with what is paid kept; a higher one goes on', async () => {
  const capped = await runBaselines(given('capped.db', { maxCalls: 8 }));
  expect(capped).toMatchObject({ status: 'stopped', reason: expect.stringContaining('--max-calls') });
  expect(capped.paid.calls).toBeLessThanOrEqual(8);
  const whole = await runBaselines(given('capped.db', { maxCalls: 200 }));
  expect(whole).toMatchObject({ run: capped.run, status: 'done' });
  expect(whole.paid.calls).toBe(Math.round(whole.rows.reduce((sum, { callsPerItem }) => sum + 6 * callsPerItem, 0)));
}, 20_000);

describe('refused before anything is paid', () => {
  test.each<[string, Partial<BaselinesOptions>, string]>([
    ['a baseline that there is not', { only: ['self_refined'] }, 'unknown-baseline'],
    ['no items', { items: 0 }, 'invalid-option'],
    ['a task that there is not', { task: 'word-problem' }, 'unknown-task'],
    ['a split that it has not', { task: fakeTask(), split: 'train' }, 'empty-split'],
    ['a budget without prices', { budgetUsd: 1 }, 'budget-unpriced'],
    ['a model that there is not', { executor: 'sim:nothing' }, 'unknown-model'],
  ])('%s', async (_, mistake, code) => {
    await expect(runBaselines(given('refused.db', mistake))).rejects.toMatchObject({ code, exitCode: 2 });
    expect(await looking('refused.db', (store) => store.db.selectFrom('runs').selectAll().execute())).toEqual([]);
  });
});
