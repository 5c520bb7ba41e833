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
 * below the cache (which costs nothing): cache answers arrive through {@link ledgerHits}.
 */
export function withLedger(
  model: Model,
  ledger: Ledger,
  { costOf = () => null, onCall }: WithLedgerOptions = {},
): Model {
  return decorate(model, async (request) => {
    const mostUsd = costOf(worstCaseUsage(request));
    const worst = { costUsd: mostUsd ?? 0, completions: request.n ?? 1 };
    const reservation = request.isReserved ? undefined : await ledger.reserve(worst, model.id, request.signal);
    let record: CallRecord;
    const startedAt = performance.now();
    try {
      const completion = await model.complete(request);
      record = paidRecord(model.id, request, completion);
      ledger.record(record);
      await onCall?.(record);
      return completion;
    } catch (error) {
      if (error instanceof ModelError) {
        record = failedRecord(model.id, request, error, performance.now() - startedAt);
        ledger.record(record);
        await onCall?.(record);
      } else ledger.record(brokenOff(model.id, request, mostUsd));
      throw error;
    } finally {
      // After booking the true amount, or for a moment both would be missing.
      reservation?.end();
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

function failedRecord(modelId: string, request: CompletionRequest, error: ModelError, latencyMs: number): CallRecord {
  return { ...blank(modelId, request), requests: Number(error.facts['tries'] ?? 1), latencyMs, error: error.kind };
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
