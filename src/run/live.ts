import type { W4sError } from '../base/errors.ts';
import { createCircuit } from '../evaluate/index.ts';
import {
  type ItemReservation,
  type Ledger,
  type LedgerRow,
  type Model,
  type PriceSnapshot,
  type Spent,
} from '../model/index.ts';
import type { Session } from '../session/index.ts';
import { type Run, claimRun, dismissWorkers, ledgerRows, settleRun, startSpending } from '../store/index.ts';
import { openBooks } from './books.ts';
import { type Ending, type StopControl, createStopControl } from './stop.ts';

export interface LiveOptions {
  /** Dollars. @default no cap */
  budgetUsd?: number;
  /** Completions asked of providers. @default no cap */
  maxCalls?: number;
  /** Minutes of this process. @default no cap */
  maxMinutes?: number;
  prices: PriceSnapshot;
  /** Whether answers of other runs are left alone. */
  isolated: boolean;
  /** Whether no question and no answer is kept. @default false */
  forgets?: boolean;
  /** The most that one answer may be asked for. Tokens. */
  maxTokens?: number;
  /** What continues the run, as its user is told: `w4s resume`. */
  again: string;
  /** Aborting stops at once; calls under way are lost, everything else is kept. */
  signal?: AbortSignal;
  /**
   * Whether a model that is down, or a cap that refuses one thing, ends nothing: what a server wants, whose next
   * request may find the model up again, or fit.
   */
  isPatient?: boolean;
  /** Whether workers pay for the run too, within the same caps. @default false */
  isShared?: boolean;
  /** Called at the start with a function that tells what the run has paid so far. */
  onSpending?: (spent: () => Spent) => void;
}

/** A run under way in this process: what a search and an evaluation share. */
export interface LiveRun {
  readonly row: Run;
  readonly ledger: Ledger;
  readonly stop: StopControl;
  /** Fires when the run is this process's no more, or the caller aborts. */
  readonly signal: AbortSignal;
  /** @throws {W4sError} `run-lost` where it was taken over: nothing may be written about it then */
  throwIfLost(): void;
  /** Stops softly: calls under way are finished. */
  interrupt(): void;
  /**
   * A model whose calls are counted and kept; a provider that is down ends the run, unless it is patient.
   * @param limits `maxTokens`: another limit than the run's, `null` for none. Tokens.
   */
  model(model: string | Model, limits?: { maxTokens: number | null }): Model;
  /** Room for one more item; `undefined` once the run is to stop. */
  admit(): ItemReservation | undefined;
  /** All that was paid, over all sessions. Calls that were broken off may have been, and count. */
  settled(): Promise<LedgerRow[]>;
  /** Writes how the run ended. @throws {W4sError} `run-lost`; nothing is written then */
  finish(ending: Ending, result: unknown): Promise<void>;
}

/**
 * The life of a run in this process: claimed, its books opened, worked on, given back. Whatever happens within, what
 * was paid is on record, and the run may be continued by whoever claims it next.
 * @throws {W4sError} `run-busy`, and what `work` throws
 */
export async function withRun<T>(
  session: Session,
  row: Run,
  options: LiveOptions,
  work: (run: LiveRun) => Promise<T>,
): Promise<T> {
  const { store } = session;
  let ledger: Ledger | undefined;
  const closing: (() => void)[] = [];
  const stop = createStopControl({ capReached: () => ledger?.stopped, again: options.again });
  const interrupted: Ending = { status: 'interrupted', reason: `Interrupted. To continue, run ${options.again}.` };
  const claim = await claimRun(store, row.id, () =>
    stop.request({ status: 'cancelled', reason: 'Cancelled with `w4s cancel`.' }),
  );
  try {
    // Whoever pays alone does not see what others pay: those that a session before this one left at work.
    if (options.isShared !== true) await dismissWorkers(store, row.id);
    await settleRun(store, row.id); // what a session before this one may have paid counts
    if (options.isShared === true) await startSpending(store, row.id);
    const { close, ...books } = await openBooks(store, row.id, { ...options, ...capsOf(options) });
    closing.push(close);
    const opened = books.ledger;
    ledger = opened;
    options.onSpending?.(() => opened.spent());
    closing.push(onAbort(options.signal, () => stop.request(interrupted)));
    onAbort(claim.lost, () => stop.request(stop.endingOf(claim.lost.reason)));
    const result = await work({
      row,
      ledger: opened,
      stop,
      signal: AbortSignal.any([claim.lost, ...(options.signal === undefined ? [] : [options.signal])]),
      throwIfLost: () => claim.lost.throwIfAborted(),
      interrupt: () => stop.request(interrupted),
      model: (model, limits) => {
        const open = session.model(model, limits === undefined ? books : { ...books, ...withoutNull(limits) });
        if (options.isPatient === true) return open;
        const down = (error: W4sError): void => stop.request({ status: 'failed', reason: error.message, error });
        return createCircuit(open, down, { again: options.again }).model;
      },
      admit: () => (stop.ending === undefined ? opened.reserveItem() : undefined),
      settled: async () => {
        await settleRun(store, row.id);
        return ledgerRows(store, row.id);
      },
      finish: ({ status, reason }, outcome) => claim.finish(status, reason, outcome),
    });
    return result;
  } finally {
    for (const close of closing) close();
    await claim.release().catch(() => undefined); // the store may be what failed
  }
}

function withoutNull({ maxTokens }: { maxTokens: number | null }): { maxTokens: number | undefined } {
  return { maxTokens: maxTokens ?? undefined };
}

function capsOf({ budgetUsd, maxCalls, maxMinutes }: LiveOptions) {
  return { budgetUsd, maxCalls, deadline: maxMinutes === undefined ? undefined : Date.now() + maxMinutes * 60_000 };
}

/**
 * Also of a signal that has fired by now: while a task was loaded, or the run was waited for.
 * @returns what stops listening: a caller's signal can outlive many runs
 */
function onAbort(signal: AbortSignal | undefined, action: () => void): () => void {
  if (signal?.aborted) action();
  else signal?.addEventListener('abort', action, { once: true });
  return () => signal?.removeEventListener('abort', action);
}
