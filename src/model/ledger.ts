import { untilAborted } from './abort.ts';
import { capError, capHit, fits } from './caps.ts';
import type { Amount, Cap, CapOptions } from './caps.ts';
import { createTotals } from './ledger-totals.ts';
import type { CallRecord, LedgerRow } from './ledger-totals.ts';

export interface LedgerOptions extends CapOptions {
  /** Rows of the earlier part of a resumed run: they count toward the caps. */
  initial?: readonly LedgerRow[];
  /** Completions that count toward the caps beside the rows. @default 0 */
  asked?: number;
}

/** Room that is kept free for a call under way. */
export interface Reservation {
  /** The call is over: its true amount was recorded, or it failed and brought nothing. */
  end(): void;
}

/** An item evaluation under way. */
export interface ItemReservation {
  end(): void;
}

/** What was paid so far. */
export interface Spent {
  completions: number;
  /** Dollars; `null` when a completion is unpriced. */
  costUsd: number | null;
}

/** What a run has spent, and whether it may spend more. */
export interface Ledger {
  /** The first cap that refused something. */
  readonly stopped: Cap | undefined;
  /** By role and phase. */
  rows(): LedgerRow[];
  /** Over all rows, for people. */
  spent(): Spent;
  /** Over all rows. Dollars hold the priced calls only; see `unpricedCompletions`. */
  total(): Omit<LedgerRow, 'role' | 'phase'>;
  /**
   * Keeps room for the most that a call may cost. Waits while the room is only taken by calls under way.
   * @throws {ModelError} `cap` when it can't fit any more; the signal's reason when that fires.
   */
  reserve(worst: Amount, model: string, signal?: AbortSignal): Promise<Reservation>;
  record(call: CallRecord): void;
  /**
   * Whether one more item evaluation fits beside those under way, at the mean of the items so far. `estimate` stands in
   * until an item has ended. When it does not fit, `stopped` says why.
   */
  canStart(estimate?: Amount): boolean;
  /** {@link Ledger.canStart} and, if so, counts the item as under way until its `end`. */
  reserveItem(estimate?: Amount): ItemReservation | undefined;
}

const NOTHING: Amount = { costUsd: 0, completions: 0 };

/** A ledger in memory; the facts go to the store by the `onCall` of `withLedger`. */
export function createLedger({ initial = [], asked = 0, ...caps }: LedgerOptions = {}): Ledger {
  const totals = createTotals(initial);
  let reserved = NOTHING;
  let itemsUnderWay = 0;
  let itemsEnded = 0;
  let stopped: Cap | undefined;
  let released = Promise.withResolvers<void>();

  const spent = (): Amount => {
    const { costUsd, completions } = totals.total();
    return { costUsd: costUsd ?? 0, completions: asked + completions };
  };
  const stop = (cap: Cap): Cap => {
    stopped ??= cap;
    return cap;
  };
  const wake = () => {
    released.resolve();
    released = Promise.withResolvers();
  };

  const reserve: Ledger['reserve'] = async (worst, model, signal) => {
    for (;;) {
      signal?.throwIfAborted();
      const cap = capHit(caps, add(spent(), worst));
      if (cap) throw capError(stop(cap), caps, model);
      if (fits(caps, add(add(spent(), reserved), worst))) break;
      await untilAborted(released.promise, signal);
    }
    reserved = add(reserved, worst);
    return {
      end: once(() => {
        reserved = add(reserved, worst, -1);
        wake();
      }),
    };
  };

  const canStart = (estimate: Amount = NOTHING): boolean => {
    // Items under way have on average made half their calls; without them in the count, the first to end would
    // seem to have cost what all did.
    const mean = itemsEnded > 0 ? add(NOTHING, totals.items(), 1 / (itemsEnded + itemsUnderWay / 2)) : estimate;
    const toCome = itemsEnded > 0 ? itemsUnderWay / 2 : itemsUnderWay;
    const cap = capHit(caps, add(spent(), mean, toCome + 1));
    if (cap) stop(cap);
    return cap === undefined;
  };

  return {
    get stopped() {
      return stopped;
    },
    rows: totals.rows,
    total: totals.total,
    spent: () => {
      const { completions, costUsd, unpricedCompletions } = totals.total();
      return { completions, costUsd: unpricedCompletions > 0 ? null : costUsd };
    },
    reserve,
    record: totals.record,
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

function add(a: Amount, b: Amount, times = 1): Amount {
  return { costUsd: a.costUsd + b.costUsd * times, completions: a.completions + b.completions * times };
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
