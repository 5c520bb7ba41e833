import type { Store } from './open.ts';

/** The split of inputs without golds, which no task has. */
export const INPUTS = 'inputs';

/** What the results of an evaluation used, summed where they lie. */
export interface ResultTotals {
  results: number;
  /** Results by kind of failure; `null` for those that are answers. */
  byFailure: Map<string | null, number>;
  calls: number;
  promptTokens: number;
  completionTokens: number;
  /** Dollars; `null` when one is unpriced. */
  costUsd: number | null;
  unusable: number;
  malformed: number;
}

export async function resultTotals(store: Store, evaluationId: string): Promise<ResultTotals> {
  const rows = await store.db
    .selectFrom('item_results')
    .select(({ fn }) => [
      'failure_kind',
      fn.countAll().as('results'),
      fn.count('cost_usd').as('priced'),
      fn.sum('calls').as('calls'),
      fn.sum('prompt_tokens').as('promptTokens'),
      fn.sum('completion_tokens').as('completionTokens'),
      fn.sum('cost_usd').as('costUsd'),
      fn.sum('unusable').as('unusable'),
      fn.sum('malformed').as('malformed'),
    ])
    .where('evaluation_id', '=', evaluationId)
    .groupBy('failure_kind')
    .execute();
  const sum = (what: Exclude<keyof (typeof rows)[number], 'failure_kind'>): number =>
    rows.reduce((total, row) => total + Number(row[what] ?? 0), 0);
  return {
    results: sum('results'),
    byFailure: new Map(rows.map((row) => [row.failure_kind, Number(row.results)])),
    calls: sum('calls'),
    promptTokens: sum('promptTokens'),
    completionTokens: sum('completionTokens'),
    costUsd: sum('priced') < sum('results') ? null : sum('costUsd'),
    unusable: sum('unusable'),
    malformed: sum('malformed'),
  };
}

/** Milliseconds that each result took, shortest first. */
export async function resultTimes(store: Store, evaluationId: string): Promise<number[]> {
  const rows = await store.db
    .selectFrom('item_results')
    .select('wall_ms')
    .where('evaluation_id', '=', evaluationId)
    .orderBy('wall_ms')
    .execute();
  return rows.map((row) => row.wall_ms);
}
