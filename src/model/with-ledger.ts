import type { CacheHit } from './cache.ts';
import type { Completion, CompletionRequest, Model, Usage } from './contract.ts';
import { decorate } from './decorate.ts';
import { ModelError } from './error.ts';
import type { Ledger } from './ledger.ts';
import type { CallRecord } from './ledger-totals.ts';
import { UNNAMED, worstCaseUsage } from './tokens.ts';

export interface WithLedgerOptions {
  /** Dollars for a usage, to reserve the maximum cost of a call. @default unpriced */
  costOf?: (usage: Usage) => number | null;
  /** Receives every record and is awaited: what it writes is there when the call returns. */
  onCall?: (record: CallRecord) => void | Promise<void>;
}

/**
 * Asks the ledger before each call and reports to it afterwards. Sits above retry (failed tries are no completions) and
 * below the cache (which costs nothing): cache answers arrive through {@link ledgerHits}. A failed try that took
 * something all the same is booked at once, and reserves anew for the next.
 */
export function withLedger(
  model: Model,
  ledger: Ledger,
  { costOf = () => null, onCall }: WithLedgerOptions = {},
): Model {
  const book = async (record: CallRecord): Promise<void> => {
    ledger.record(record);
    await onCall?.(record);
  };
  return decorate(model, async (request) => {
    const mostUsd = costOf(worstCaseUsage(request));
    const worst = { costUsd: mostUsd ?? 0, completions: request.n ?? 1 };
    const reservation = request.room?.take(worst) ?? (await ledger.reserve(worst, model.id, request.signal));
    const startedAt = performance.now();
    let tries = 1;
    const beforeRetry = async (error: ModelError): Promise<void> => {
      tries = triesOf(error) ?? tries;
      const lost = lostRecords(model.id, request, { error, mostUsd });
      for (const record of lost) await book(record);
      if (lost.length > 0) await reservation.renew(request.signal);
    };
    try {
      const completion = await model.complete({ ...request, beforeRetry });
      await book(paidRecord(model.id, request, completion));
      return completion;
    } catch (error) {
      if (error instanceof ModelError) {
        for (const record of lostRecords(model.id, request, { error, mostUsd })) await book(record);
        const requests = triesOf(error) ?? tries;
        const latencyMs = performance.now() - startedAt;
        await book({ ...blank(model.id, request), requests, latencyMs, error: error.kind });
      } else ledger.record(brokenOff(model.id, request, mostUsd));
      throw error;
    } finally {
      // After booking the true amount, or for a moment both would be missing.
      reservation.end();
    }
  });
}

/** For `withCache`'s `onHit`: counts what the cache answered. */
export function ledgerHits(
  modelId: string,
  ledger: Ledger,
  { onCall }: Pick<WithLedgerOptions, 'onCall'> = {},
): (hit: CacheHit) => Promise<void> {
  return async ({ request, samples }) => {
    const record = { ...blank(modelId, request), cachedCompletions: samples.length };
    ledger.record(record);
    await onCall?.(record);
  };
}

function paidRecord(
  modelId: string,
  request: CompletionRequest,
  { choices, fresh, latencyMs }: Completion,
): CallRecord {
  return { ...blank(modelId, request), ...fresh, completions: choices.length, latencyMs };
}

/** `undefined` for an error that no try ended in: there was no room for a further one. */
function triesOf({ facts }: ModelError): number | undefined {
  return typeof facts['tries'] === 'number' ? facts['tries'] : undefined;
}

/**
 * What a failed try took: what is known of it, and the most that an answer may have cost which is paid perhaps. Nothing
 * of the second where there is no price, or none but 0.
 */
function lostRecords(
  modelId: string,
  request: CompletionRequest,
  { error: { paid, mayBePaid }, mostUsd }: { error: ModelError; mostUsd: number | null },
): CallRecord[] {
  const known = paid === undefined ? [] : [{ ...blank(modelId, request), ...paid }];
  if (!mayBePaid || mostUsd === null || mostUsd === 0) return known;
  // The call's own record counts its requests.
  return [...known, { ...brokenOff(modelId, request, mostUsd), requests: 0, error: 'in-flight' }];
}

/**
 * Nobody knows what it cost: its intent stays on record, and until that is booked it counts with the most. Or whoever
 * hangs up often enough would get past every cap.
 */
function brokenOff(modelId: string, request: CompletionRequest, costUsd: number | null): CallRecord {
  const completions = request.n ?? 1;
  return { ...blank(modelId, request), ...worstCaseUsage(request), requests: 1, completions, costUsd };
}

function blank(model: string, { purpose }: CompletionRequest): CallRecord {
  return {
    ...(purpose ?? UNNAMED),
    model,
    requests: 0,
    completions: 0,
    cachedCompletions: 0,
    promptTokens: 0,
    completionTokens: 0,
    costUsd: 0,
    latencyMs: 0,
    at: Date.now(),
  };
}
