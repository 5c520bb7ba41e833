import { type Evaluation, type Run, type Store, candidatesOf, evaluationsOf } from '../../store/index.ts';
import { CELL, type Matrix, type MatrixColumn, cellOfScore } from '../contract.ts';

/** Characters of an item's input that stand for it. */
const HEAD = 80;

/** What every candidate of a run came to on every item of a split. */
export async function matrixOf(store: Store, run: Run, split: string): Promise<Matrix> {
  const items = await store.db
    .selectFrom('items')
    .where('run_id', '=', run.id)
    .where('split', '=', split)
    .orderBy('item_id')
    .select(({ fn, val }) => ['item_id as id', fn<string>('substr', ['input', val(1), val(HEAD)]).as('head')])
    .execute();
  const evaluations = (await evaluationsOf(store, run.id)).filter((one) => one.split === split);
  const parents = new Map((await candidatesOf(store, run.id)).map(({ id, parent_id: parent }) => [id, parent]));
  const place = new Map(items.map(({ id }, i) => [id, i]));
  const columns: MatrixColumn[] = [];
  for (const one of evaluations) columns.push(await columnOf(store, one, place, parents));
  return {
    run: run.id,
    split,
    itemIds: items.map(({ id }) => id),
    heads: items.map(({ head }) => head),
    columns,
  };
}

async function columnOf(
  store: Store,
  { id, candidate_id: candidate, label, summary }: Evaluation,
  place: ReadonlyMap<string, number>,
  parents: ReadonlyMap<string, string | null>,
): Promise<MatrixColumn> {
  const rows = await store.db
    .selectFrom('item_results')
    .where('evaluation_id', '=', id)
    .groupBy('item_id')
    .select(({ fn }) => [
      'item_id as item',
      fn.avg<number | null>('score').as('score'),
      fn.count<number>('failure_kind').as('failures'),
    ])
    .execute();
  const cells = Array.from<string>({ length: place.size }).fill(CELL.notRun);
  for (const { item, score, failures } of rows) {
    const at = place.get(item);
    if (at !== undefined) cells[at] = cellOf(score, Number(failures));
  }
  return {
    label: labelOf(candidate) ?? label,
    parent: labelOf(candidate === null ? null : (parents.get(candidate) ?? null)),
    accuracy: summary === null ? null : (JSON.parse(summary) as { accuracy: number | null }).accuracy,
    cells: cells.join(''),
  };
}

function cellOf(score: number | null, failures: number): string {
  if (score === null) return CELL.missing;
  return score === 0 && failures > 0 ? CELL.failed : cellOfScore(score);
}

function labelOf(candidateId: string | null): string | null {
  return candidateId?.split('/').at(-1) ?? null;
}
