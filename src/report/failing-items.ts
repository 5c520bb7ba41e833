import type { Json } from '../base/json.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';
import { type CandidateRow, failingResults, itemsOf } from '../store/index.ts';
import type { SplitName } from '../task/contract.ts';
import type { ItemFailureKind } from '../workflow/index.ts';
import type { FailingItem, RunReport } from './contract.ts';
import type { Facts } from './facts.ts';

/** Failing items shown, and candidates whose answers to them are. */
export const SHOWN_ITEMS = 24;

export async function failingItems(
  { store, run, split, evaluations }: Facts,
  shown: readonly (CandidateRow | undefined)[],
): Promise<FailingItem[]> {
  const byItem = new Map<string, FailingItem['attempts']>();
  for (const candidate of new Set(shown)) {
    if (candidate === undefined || !evaluations.has(`${candidate.id}/${split}`)) continue;
    const results = await failingResults(store, `${candidate.id}/${split}`, SHOWN_ITEMS);
    for (const { itemId, answer, failure, note } of results) {
      if (!byItem.has(itemId) && byItem.size >= SHOWN_ITEMS) continue;
      const attempt = {
        candidateId: candidate.id,
        answer,
        failure: failure?.kind ?? null,
        note: failure?.message ?? note ?? null,
      };
      byItem.set(itemId, [...(byItem.get(itemId) ?? []), attempt]);
    }
  }
  const items = await itemsOf(store, run.id, split, [...byItem.keys()]);
  return [...byItem].map(([itemId, attempts]) => failingItem(itemId, split, items.get(itemId), attempts));
}

/** The store holds golds only where they may be seen. */
export function failingItem(
  itemId: string,
  split: SplitName,
  item: { input: string; target: string | null } | undefined,
  attempts: FailingItem['attempts'],
): FailingItem {
  return {
    itemId,
    split,
    input: item?.input ?? '',
    expected: item?.target == null ? null : (JSON.parse(item.target) as Json),
    attempts,
  };
}

export function sumFailures(summaries: Iterable<EvaluationSummary>): RunReport['failures'] {
  const sums: Partial<Record<ItemFailureKind, number>> = {};
  for (const { failures } of summaries) {
    for (const [kind, count] of Object.entries(failures))
      sums[kind as ItemFailureKind] = (sums[kind as ItemFailureKind] ?? 0) + count;
  }
  return sums;
}
