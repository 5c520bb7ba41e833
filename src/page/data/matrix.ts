import { type Run, type Store, candidatesOf, evaluationsOf } from '../../store/index.ts';
import type { Matrix, MatrixColumn } from '../contract.ts';
import { cellsOf } from './cells.ts';
import { accuracyOf, labelOf, tellingPair } from './labels.ts';

/** Characters of an item's input that stand for it. */
const HEAD = 80;

/** What every candidate of a run came to on every item of a split. */
export async function matrixOf(store: Store, run: Run, split: string): Promise<Matrix> {
  const items = await itemsIn(store, run.id, split);
  const itemIds = items.map(({ id }) => id);
  const all = await evaluationsOf(store, run.id);
  const evaluations = all.filter((one) => one.split === split);
  const parents = new Map((await candidatesOf(store, run.id)).map(({ id, parent_id: parent }) => [id, parent]));
  const columns: MatrixColumn[] = [];
  for (const one of evaluations) {
    const parent = one.candidate_id === null ? null : parents.get(one.candidate_id);
    columns.push({
      label: labelOf(one),
      parent: parent?.split('/').at(-1) ?? null,
      accuracy: accuracyOf(one),
      cells: await cellsOf(store, one, itemIds),
    });
  }
  return {
    run: run.id,
    split,
    splits: [...new Set(all.map((one) => one.split))],
    itemIds,
    heads: items.map(({ head }) => head),
    columns,
    pair: tellingPair(run, evaluations),
  };
}

/** In the order of their ids, byte by byte. */
function itemsIn(store: Store, run: string, split: string): Promise<{ id: string; head: string }[]> {
  return store.db
    .selectFrom('items')
    .where('run_id', '=', run)
    .where('split', '=', split)
    .orderBy('item_id')
    .select(({ fn, val }) => ['item_id as id', fn<string>('substr', ['input', val(1), val(HEAD)]).as('head')])
    .execute();
}
