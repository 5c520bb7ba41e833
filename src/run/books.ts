import {
  type Amount,
  type CapOptions,
  type Ledger,
  type PriceSnapshot,
  capError,
  capHit,
  createLedger,
} from '../model/index.ts';
import type { Books } from '../session/index.ts';
import { type Store, callStore, ledgerRows, saveCall, spendingOf } from '../store/index.ts';

/** Milliseconds between looks at what the others paid. */
const LOOK_MS = 1_000;

export interface BooksOptions extends Pick<CapOptions, 'budgetUsd' | 'maxCalls' | 'deadline'> {
  prices: PriceSnapshot;
  /** Whether answers of other runs are left alone. */
  isolated: boolean;
  /** Whether no question and no answer is kept. @default false */
  forgets?: boolean;
  /** The most that one answer may be asked for. Tokens. */
  maxTokens?: number;
  /** See `LedgerOptions`. */
  isPatient?: boolean;
  /** Whether several processes pay for the run, within the same caps. @default false */
  isShared?: boolean;
}

/**
 * The books of a run in this process. Where others pay for it too, what may be spent is reserved in rows, and the
 * ledger hears of them within a second. To be closed.
 */
export async function openBooks(
  store: Store,
  runId: string,
  { isShared = false, isPatient, prices, isolated, forgets, maxTokens, ...caps }: BooksOptions,
): Promise<Books & { close(): void }> {
  let others: Amount = { costUsd: 0, completions: 0 };
  const initial = await ledgerRows(store, runId);
  const ledger = createLedger({ ...caps, isPatient, initial, others: () => others });
  const look = async (): Promise<void> => {
    const all = (await spendingOf(store, runId)) ?? others;
    const own = ledger.total();
    others = {
      costUsd: Math.max(0, all.costUsd - (own.costUsd ?? 0)),
      completions: Math.max(0, all.completions - own.completions),
    };
  };
  const timer = isShared ? setInterval(() => void look().catch(() => undefined), LOOK_MS).unref() : undefined;
  const calls = callStore(store, {
    runId,
    isolated,
    forgets,
    sharedCaps: isShared ? { ...caps, refusal: refusalBy(ledger, caps) } : undefined,
  });
  return {
    ledger,
    prices,
    calls,
    maxTokens,
    onCall: (record) => saveCall(store, runId, record, isShared),
    close: () => clearInterval(timer),
  };
}

function refusalBy(ledger: Ledger, caps: CapOptions) {
  return (total: Amount, model: string): Error | undefined => {
    const cap = capHit(caps, total);
    if (cap === undefined) return undefined;
    ledger.refused(cap);
    return capError(cap, caps, model);
  };
}
