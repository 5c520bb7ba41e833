import { NOTHING, add, capHit } from './caps.ts';
import type { Amount, CapOptions } from './caps.ts';
import type { Cap } from './error.ts';
import { createTotals } from './ledger-totals.ts';
import type { CallRecord, LedgerRow } from './ledger-totals.ts';
import { type Reserve, createRoom } from './room.ts';

export interface LedgerOptions extends CapOptions {
  /** Rows of a resumed run's earlier part: they count towards the caps. */
  initial?: readonly LedgerRow[];
  /** Completions that count toward the caps beside the rows. @default 0 */
  asked?: number;
  /** What other processes paid for the run beside the rows and this ledger. @default nobody else pays */
  others?: () => Amount;
  /** Whether a cap refuses what does not fit now, and what fits later is taken: for a server. @default false */
  isPatient?: boolean;
}

/** An item evaluation in progress. */
export interface ItemReservation {
  end(): void;
}

/** What has been paid so far. */
export interface Spent {
  completions: number;
  /** Dollars; `null` if a completion is unpriced. */
  costUsd: number | null;
}

/** Tracks what a run has spent, and whether it may spend more. */
export interface Ledger {
  /** The first cap that refused something; of a patient ledger, the one that refuses a further item now. */
  readonly stopped: Cap | undefined;
  /** Whether one more item does not fit, and would if those in progress used nothing more. */
  readonly isHeld: boolean;
  /** By role and phase. */
  rows(): LedgerRow[];
  /** Over all rows, for people. */
  spent(): Spent;
  /** Over all rows. Dollars cover only priced calls; see `unpricedCompletions`. */
  total(): Omit<LedgerRow, 'role' | 'phase'>;
  /** Room for the maximum cost of a call. */
  reserve: Reserve;
  record(call: CallRecord): void;
  /** A cap refused a call that was asked for elsewhere. */
  refused(cap: Cap): void;
  /**
   * Whether one more item evaluation fits beside those in progress, at the mean cost of the items so far. `estimate`
   * replaces the mean until an item has ended. If it does not fit, `stopped` says why.
   */
  canStart(estimate?: Amount): boolean;
  /** {@link Ledger.canStart} and, if so, counts the item as in progress until its `end`. */
  reserveItem(estimate?: Amount): ItemReservation | undefined;
}

/** A ledger in memory; `onCall` of `withLedger` writes the facts to the store. */
export function createLedger({
  initial = [],
  asked = 0,
  others = () => NOTHING,
  isPatient = false,
  ...caps
}: LedgerOptions = {}): Ledger {
  const totals = createTotals(initial);
  let itemsUnderWay = 0;
  let itemsEnded = 0;
  let stopped: Cap | undefined;

  const spent = (): Amount => {
    const { costUsd, completions } = totals.total();
    return add(others(), { costUsd: costUsd ?? 0, completions: asked + completions });
  };
  const stop = (cap: Cap): void => void (stopped ??= cap);

  /** The cap that one more item would exceed, those in progress being there or not. */
  const startCap = (estimate: Amount = NOTHING, underWay = itemsUnderWay): Cap | undefined => {
    // Items in progress have made half their calls on average; without counting them, the first to end would seem to
    // have cost what all did.
    const mean =
      itemsEnded > 0 ? add(NOTHING, add(totals.items(), others()), 1 / (itemsEnded + itemsUnderWay / 2)) : estimate;
    const toCome = itemsEnded > 0 ? underWay / 2 : underWay;
    return capHit(caps, add(spent(), mean, toCome + 1));
  };
  const canStart = (estimate?: Amount): boolean => {
    const cap = startCap(estimate);
    if (cap) stop(cap);
    return cap === undefined;
  };

  return {
    get stopped() {
      return isPatient ? startCap() : stopped;
    },
    get isHeld() {
      return startCap() !== undefined && startCap(NOTHING, 0) === undefined;
    },
    rows: totals.rows,
    total: totals.total,
    spent: () => {
      const { unpricedCompletions } = totals.total();
      const { completions, costUsd } = spent();
      return { completions: completions - asked, costUsd: unpricedCompletions > 0 ? null : costUsd };
    },
    reserve: createRoom(caps, spent, stop),
    record: totals.record,
    refused: stop,
    canStart,
    reserveItem(estimate) {
      if (!canStart(estimate)) return undefined;
      itemsUnderWay++;
      return {
        end: once(() => {
          itemsUnderWay--;
          itemsEnded++;
        }),
      };
    },
  };
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
