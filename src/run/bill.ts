import type { LedgerRow } from '../model/index.ts';

/** What was paid. */
export interface Bill {
  /** Completions. */
  calls: number;
  /** Dollars; `null` where a completion had no price. */
  costUsd: number | null;
}

export function billOf(ledger: readonly LedgerRow[]): Bill {
  const isPriced = ledger.every(({ unpricedCompletions }) => unpricedCompletions === 0);
  return {
    calls: ledger.reduce((sum, { completions }) => sum + completions, 0),
    costUsd: isPriced ? ledger.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0) : null,
  };
}
