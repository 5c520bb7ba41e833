import type { BatchItem, EvaluationPriority, PrioritizedBatchItem } from 'node-llama-cpp';

/**
 * llama.cpp decodes sequences together only if their numbers are consecutive in the batch, and reads all weights once
 * per such run. So sort them by their numbers, which the library passes on as priorities.
 */
export function bySequence({ items, size }: { items: readonly BatchItem[]; size: number }): PrioritizedBatchItem[] {
  const share = Math.max(1, Math.floor(size / items.length));
  let left = size;
  const taken = items
    .toSorted((a, b) => a.evaluationPriority - b.evaluationPriority)
    .map((item) => ({ item, processAmount: take(Math.min(share, item.tokens.length)) }));
  for (const one of taken) one.processAmount += take(one.item.tokens.length - one.processAmount);
  return taken.filter(({ processAmount }) => processAmount > 0);

  function take(wanted: number): number {
    const amount = Math.min(wanted, left);
    left -= amount;
    return amount;
  }
}

/** The place of a sequence in a batch. */
export function priorityOf(number: number): EvaluationPriority {
  return number as EvaluationPriority;
}
