import type { EvaluationSummary, ItemResult } from './contract.ts';
import { statusOf } from './status.ts';
import { Tally } from './tally.ts';

/** What is not in the results. */
export interface OnRecord {
  evaluationId: string;
  split: string;
  /** Items x repeats. */
  planned: number;
  /** Whether nothing more will be run. */
  hasEnded: boolean;
  wallMs: number;
}

/** The summary that an evaluation would have come to that brought these results. */
export async function summarize(
  results: AsyncIterable<ItemResult> | Iterable<ItemResult>,
  { hasEnded, ...facts }: OnRecord,
): Promise<EvaluationSummary> {
  const tally = new Tally();
  for await (const { itemId, repeat, score, failure, usage } of results)
    tally.add({ itemId, repeat, score, failure, usage, failureKind: failure?.kind ?? null });
  const status = hasEnded ? statusOf(tally, facts.planned, false) : 'stopped';
  return tally.summary({ ...facts, status, skippedByRacing: 0 });
}
