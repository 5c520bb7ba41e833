import type { Store } from './open.ts';

/** Completions that the scored items of a run on a split asked for, the cache's answers included. */
export async function callsOfScoredItems(store: Store, runId: string, split: string): Promise<number> {
  const row = await store.db
    .selectFrom('item_results')
    .innerJoin('evaluations', 'evaluations.id', 'item_results.evaluation_id')
    .where('evaluations.run_id', '=', runId)
    .where('evaluations.split', '=', split)
    .where('item_results.score', 'is not', null)
    .select(({ fn }) => fn.sum('item_results.calls').as('calls'))
    .executeTakeFirst();
  return Number(row?.calls ?? 0);
}
