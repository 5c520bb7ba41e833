import type { CallPurpose, Usage } from './contract.ts';
import type { ModelErrorKind } from './error.ts';
import type { Amount } from './caps.ts';

/** One call as the ledger sees it. Fresh and cached choices of a request are separate records. */
export interface CallRecord extends CallPurpose, Usage {
  /** `provider:name`. */
  model: string;
  /** HTTP requests, including failed tries. */
  requests: number;
  /** Paid now. */
  completions: number;
  /** Answered by the cache; they add no tokens and no dollars to this record. */
  cachedCompletions: number;
  /** Dollars paid now; `null` for unpriced. */
  costUsd: number | null;
  latencyMs: number;
  /** Milliseconds since 1970. */
  at: number;
  /** Why the call returned nothing. `in-flight`: a try without an answer, with the most that it may have cost. */
  error?: ModelErrorKind | 'in-flight';
}

/** Sums of one role and phase. */
export interface LedgerRow extends Usage {
  role: CallPurpose['role'];
  phase: CallPurpose['phase'];
  requests: number;
  completions: number;
  cachedCompletions: number;
  /** Cost of the priced completions; `null` if there were completions and none had a price. */
  costUsd: number | null;
  /** Completions missing from `costUsd`. */
  unpricedCompletions: number;
  /** Calls that returned nothing despite retries. */
  failedCalls: number;
  /** Completions whose answer never arrived: lost in a crash or by a timeout, so their cost is an estimate. */
  inFlight: number;
}

export function createTotals(initial: readonly LedgerRow[]) {
  const rows = new Map<string, LedgerRow>(initial.map((row) => [`${row.role}/${row.phase}`, { ...row }]));
  const items: Amount = { costUsd: 0, completions: 0 };
  return {
    record(call: CallRecord): void {
      const key = `${call.role}/${call.phase}`;
      rows.set(key, plus(rows.get(key) ?? { role: call.role, phase: call.phase, ...NONE }, rowOf(call)));
      if (call.itemId === undefined) return;
      items.costUsd += call.costUsd ?? 0;
      items.completions += call.completions;
    },
    rows: (): LedgerRow[] => [...rows.values()].map((row) => ({ ...row })),
    total: (): Sums =>
      [...rows.values()].reduce<Sums>((total, { role: _role, phase: _phase, ...row }) => plus(total, row), NONE),
    /** Total of all calls for items in this process. */
    items: (): Amount => ({ ...items }),
  };
}

type Sums = Omit<LedgerRow, 'role' | 'phase'>;

const NONE: Sums = {
  requests: 0,
  completions: 0,
  cachedCompletions: 0,
  promptTokens: 0,
  completionTokens: 0,
  costUsd: 0,
  unpricedCompletions: 0,
  failedCalls: 0,
  inFlight: 0,
};

function rowOf({
  requests,
  completions,
  cachedCompletions,
  promptTokens,
  completionTokens,
  costUsd,
  error,
}: CallRecord): Sums {
  return {
    requests,
    completions,
    cachedCompletions,
    promptTokens,
    completionTokens,
    costUsd,
    unpricedCompletions: costUsd === null ? completions : 0,
    failedCalls: error === undefined || error === 'in-flight' ? 0 : 1,
    inFlight: error === 'in-flight' ? completions : 0,
  };
}

function plus<T extends Sums>(a: T, b: Sums): T {
  const completions = a.completions + b.completions;
  const unpricedCompletions = a.unpricedCompletions + b.unpricedCompletions;
  return {
    ...a,
    requests: a.requests + b.requests,
    completions,
    cachedCompletions: a.cachedCompletions + b.cachedCompletions,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    costUsd: completions > 0 && unpricedCompletions === completions ? null : (a.costUsd ?? 0) + (b.costUsd ?? 0),
    unpricedCompletions,
    failedCalls: a.failedCalls + b.failedCalls,
    inFlight: a.inFlight + b.inFlight,
  };
}
