import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { itemDetail } from '../../report/index.ts';
import { type Evaluation, type Run, type Store, evaluationsOf, itemsOf } from '../../store/index.ts';
import type { ItemSide, ItemView } from '../contract.ts';
import { labelOf, tellingPair } from './labels.ts';

export interface ItemChoice {
  split: string;
  itemId: string;
  /** Of candidates; of an evaluation its label. None stands for the telling pair. */
  labels: readonly string[];
}

/** One item, who was asked, and what some of them did on it. @throws {W4sError} `unknown-item` */
export async function itemView(store: Store, run: Run, { split, itemId, labels }: ItemChoice): Promise<ItemView> {
  const item = (await itemsOf(store, run.id, split, [itemId])).get(itemId);
  if (item === undefined)
    throw new W4sError('unknown-item', `There is no item \`${itemId}\` in the ${split} split of run \`${run.id}\``, {
      hint: 'The page of the run leads to those that there are.',
    });
  const evaluations = (await evaluationsOf(store, run.id)).filter((one) => one.split === split);
  const shown = labels.length > 0 ? labels : (tellingPair(run, evaluations) ?? []);
  const chosen = [...new Set(shown)].flatMap((label) => evaluations.filter((one) => labelOf(one) === label));
  return {
    run: run.id,
    split,
    itemId,
    input: item.input,
    // The store holds golds only where they may be seen; a sealed split stays sealed whatever it holds.
    expected: item.target === null || split === 'test' ? null : (JSON.parse(item.target) as Json),
    scores: await scoresOn(store, evaluations, itemId),
    sides: await Promise.all(chosen.map((one) => sideOf(store, one, itemId))),
  };
}

async function sideOf(store: Store, evaluation: Evaluation, itemId: string): Promise<ItemSide> {
  const { messages, repeats } = await itemDetail(store, evaluation, itemId);
  return { label: labelOf(evaluation), messages, repeats };
}

/** In the order of the evaluations. */
async function scoresOn(store: Store, evaluations: readonly Evaluation[], itemId: string): Promise<ItemView['scores']> {
  if (evaluations.length === 0) return [];
  const rows = await store.db
    .selectFrom('item_results')
    .where(
      'evaluation_id',
      'in',
      evaluations.map(({ id }) => id),
    )
    .where('item_id', '=', itemId)
    .groupBy('evaluation_id')
    .select(({ fn }) => ['evaluation_id as id', fn.avg<number | null>('score').as('score')])
    .execute();
  const scores = new Map(rows.map(({ id, score }) => [id, score]));
  return evaluations.flatMap((one) => {
    const score = scores.get(one.id);
    return score === undefined ? [] : [{ label: labelOf(one), score }];
  });
}
