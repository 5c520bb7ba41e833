import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeModel } from '../../src/model/index.ts';
import { evaluationReport } from '../../src/report/index.ts';
import { type ScoreOptions, scoreWorkflow } from '../../src/score/index.ts';
import { type Store, evaluationsOf, findRun, itemResults, ledgerRows, openStore } from '../../src/store/index.ts';
import { fakeTask } from './fake-task.ts';
import { temporaryFolders } from './temporary.ts';

/** A workflow that asks once. */
export const ASKS =
  'def workflow(agent, task):\n' +
  '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n';

export const task = fakeTask({ validation: 10, test: 6 });

/** Right on two of three items. */
export const says = () =>
  fakeModel(
    ({ messages }) => {
      const [a = 0, b = 0] = String(messages.at(-1)?.content).match(/\d+/g)?.map(Number) ?? [];
      return String(a % 3 === 0 ? 0 : a + b);
    },
    { id: 'fake:executor', costUsd: 0.5 },
  );

/** Evaluates {@link ASKS}, whole or in shards, into stores in files that go with the tests of the file. */
export function shardMaker() {
  const folder = temporaryFolders();
  const workflow = join(folder(), 'asks.py');
  writeFileSync(workflow, ASKS);
  const fresh = (): string => join(folder(), 'store.db');
  const score = (store: string, more: Partial<ScoreOptions> = {}) =>
    scoreWorkflow({ workflow, task, executor: says(), store, config: {}, concurrency: 4, repeats: 2, ...more });
  const shardInto = async (store: string, index: number, of: number, more: Partial<ScoreOptions> = {}) => {
    await score(store, { shard: { index, of }, ...more });
    return store;
  };
  const shards = async (of: number, more: Partial<ScoreOptions> = {}): Promise<string[]> => {
    const stores: string[] = [];
    for (let index = 1; index <= of; index++) stores.push(await shardInto(fresh(), index, of, more));
    return stores;
  };
  const copy = (path: string): string => {
    const other = fresh();
    copyFileSync(path, other);
    return other;
  };
  return { fresh, score, shardInto, shards, copy };
}

export async function withStore<T>(url: string, read: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  return read(store).finally(() => store.close());
}

/** All that is on record of the only evaluation of a store, row by row, without names and times. */
export function told(url: string, id = 'latest') {
  return withStore(url, async (store) => {
    const run = await findRun(store, id);
    const [evaluation] = await evaluationsOf(store, run.id);
    const { shards: _, ...config } = JSON.parse(run.config) as Record<string, unknown>;
    const { run: facts, testOpenings, testLooks, ...report } = await evaluationReport(store, run);
    const items = store.db.selectFrom('items').select(['item_id', 'input', 'target']).where('run_id', '=', run.id);
    const samples = store.db.selectFrom('samples').select(['sample']).orderBy('key').orderBy('sample');
    return {
      config,
      status: [run.status, run.reason, evaluation?.status, evaluation?.label, Number(evaluation?.planned)],
      results: timeless(await Array.fromAsync(itemResults(store, `${evaluation?.id}`, { traces: true }))),
      ledger: await ledgerRows(store, run.id),
      report: timeless({
        ...facts,
        name: '',
        id: '',
        ...report,
        openings: testOpenings.length,
        looks: testLooks?.count,
      }),
      items: await items.orderBy('item_id').execute(),
      samples: (await samples.execute()).length,
    };
  });
}

const NOT_COMPARED = /ms$|^(latency|started|finished|created|evaluationId|duration|seconds|at|key$)/i;

export function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, held: unknown) => (NOT_COMPARED.test(name) ? undefined : held)),
  ) as unknown;
}
