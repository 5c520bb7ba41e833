import type { Store } from './open.ts';

/** Ids of the items of an evaluation all of whose repeats have a score. */
export async function scoredItems(store: Store, evaluationId: string, repeats: number): Promise<string[]> {
  const rows = await store.db
    .selectFrom('item_results')
    .select('item_id')
    .where('evaluation_id', '=', evaluationId)
    .where('score', 'is not', null)
    .groupBy('item_id')
    .having((e) => e.fn.countAll(), '>=', repeats)
    .execute();
  return rows.map((row) => row.item_id);
}
