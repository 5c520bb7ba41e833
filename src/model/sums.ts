import type { Completion, Usage } from './contract.ts';

export function sumUsage(list: readonly Usage[]): Usage {
  return {
    promptTokens: sum(list, (usage) => usage.promptTokens),
    completionTokens: sum(list, (usage) => usage.completionTokens),
  };
}

/** `null` if any part is unpriced: a sum without it would look complete. */
export function sumCosts(list: readonly { costUsd: number | null }[]): number | null {
  const costs = list.map(({ costUsd }) => costUsd).filter((costUsd) => costUsd !== null);
  return costs.length < list.length ? null : sum(costs, (costUsd) => costUsd);
}

export function sumFresh(list: readonly Completion[]): Completion['fresh'] {
  const fresh = list.map((completion) => completion.fresh);
  return { ...sumUsage(fresh), requests: sum(fresh, ({ requests }) => requests), costUsd: sumCosts(fresh) };
}

function sum<T>(list: readonly T[], of: (entry: T) => number): number {
  return list.reduce((total, entry) => total + of(entry), 0);
}
