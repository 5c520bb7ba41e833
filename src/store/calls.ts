import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CallRecord, CallStore, LedgerRow, StoredSample } from '../model/index.ts';
import { compiled } from './compiled.ts';
import { IN_FLIGHT } from './in-flight.ts';
import { runIntents } from './intents.ts';
import type { Store } from './open.ts';
import type { CallsTable, RequestsTable, SamplesTable } from './schema.ts';

export interface CallStoreOptions {
  /**
   * Whose calls they are: what is about to be paid is put on record for it. @default nobody's, and nothing is
   */
  runId?: string;
  /**
   * A run that wants no answers of other runs has a cache of its own, and can still be resumed. @default
   * false
   */
  isolated?: boolean;
  /** Whether no question and no answer is kept: what is about to be paid is on record all the same. @default false */
  forgets?: boolean;
}

/** The response cache in this store. */
export function callStore(
  store: Store,
  { runId, isolated = false, forgets = false }: CallStoreOptions = {},
): CallStore {
  const scope = (isolated || forgets) && runId !== undefined ? scopeOf(runId) : '';
  const intents = runId === undefined ? undefined : runIntents(store, runId, scope);
  return {
    scope,
    intents,
    get: async (key, from, count) => {
      if (forgets) return [];
      const { rows } = await store.db.executeQuery(
        selectSamples(store.db, { key: scope + key, from, end: from + count }),
      );
      return rows.map((row) => JSON.parse(row.data) as StoredSample);
    },
    put: async (key, samples, request, { replace } = { replace: false }) => {
      const now = Date.now();
      const rows = samples.map((sample) => ({
        key: scope + key,
        sample: sample.sample,
        data: JSON.stringify(sample),
        created_at: now,
      }));
      const asked = { key: scope + key, model: request.model, request: JSON.stringify(request), created_at: now };
      const ended = samples.map(({ sample }) => sample);
      const keep = replace ? replaceSample : insertSample;
      const write = store.writer.write((db) => [
        ...(forgets ? [] : [insertRequest(db, asked), ...rows.map((row) => keep(db, row))]),
        ...(intents?.settle(db, key, ended) ?? []),
      ]);
      await write.finally(() => intents?.abandon(key, ended));
    },
  };
}

const selectSamples = compiled((db, { key, from, end }: { key: string; from: number; end: number }) =>
  db.selectFrom('samples').select('data').where('key', '=', key).where('sample', '>=', from).where('sample', '<', end),
);

const insertRequest = compiled((db, row: RequestsTable) =>
  db
    .insertInto('requests')
    .values(row)
    .onConflict((c) => c.column('key').doNothing()),
);

const insertSample = compiled((db, row: SamplesTable) =>
  db
    .insertInto('samples')
    .values(row)
    .onConflict((c) => c.columns(['key', 'sample']).doNothing()),
);

const replaceSample = compiled((db, row: SamplesTable) =>
  db
    .insertInto('samples')
    .values(row)
    .onConflict((c) => c.columns(['key', 'sample']).doUpdateSet({ data: row.data, created_at: row.created_at })),
);

const insertCall = compiled((db, row: CallsTable) => db.insertInto('calls').values(row));

/** What stands before each key of a run that has a cache of its own. */
export function scopeOf(runId: string): string {
  return `${runId}|`;
}

/**
 * Writes one line of a run's ledger. It need not be waited for: the writer keeps its order, so the line is durable once
 * the paid answer is, which is written after it and is waited for. A store that fails fails there.
 */
export function saveCall(store: Store, runId: string, call: CallRecord): void {
  const row = {
    id: randomUUID(),
    run_id: runId,
    role: call.role,
    phase: call.phase,
    candidate_id: call.candidateId ?? null,
    item_id: call.itemId ?? null,
    model: call.model,
    requests: call.requests,
    completions: call.completions,
    cached_completions: call.cachedCompletions,
    prompt_tokens: call.promptTokens,
    completion_tokens: call.completionTokens,
    cost_usd: call.costUsd,
    latency_ms: call.latencyMs,
    error: call.error ?? null,
    at: call.at,
  };
  store.writer.write((db) => insertCall(db, row)).catch(() => undefined);
}

/** A run's ledger by role and phase: what a resumed run starts from, and what the report shows. */
export async function ledgerRows(store: Store, runId: string): Promise<LedgerRow[]> {
  const rows = await store.db
    .selectFrom('calls')
    .where('run_id', '=', runId)
    .groupBy(['role', 'phase'])
    .orderBy('role')
    .orderBy('phase')
    .select(({ fn }) => [
      'role',
      'phase',
      fn.sum('requests').as('requests'),
      fn.sum('completions').as('completions'),
      fn.sum('cached_completions').as('cached'),
      fn.sum('prompt_tokens').as('prompt'),
      fn.sum('completion_tokens').as('completion'),
      fn.sum('cost_usd').as('cost'),
      sql<number>`sum(case when cost_usd is null then completions else 0 end)`.as('unpriced'),
      sql<number>`sum(case when error is null or error = ${IN_FLIGHT} then 0 else 1 end)`.as('failed'),
      sql<number>`sum(case when error = ${IN_FLIGHT} then completions else 0 end)`.as('in_flight'),
    ])
    .execute();
  return rows.map((row) => {
    const completions = Number(row.completions);
    const unpricedCompletions = Number(row.unpriced);
    return {
      role: row.role as LedgerRow['role'],
      phase: row.phase as LedgerRow['phase'],
      requests: Number(row.requests),
      completions,
      cachedCompletions: Number(row.cached),
      promptTokens: Number(row.prompt),
      completionTokens: Number(row.completion),
      costUsd: completions > 0 && unpricedCompletions === completions ? null : Number(row.cost ?? 0),
      unpricedCompletions,
      failedCalls: Number(row.failed),
      inFlight: Number(row.in_flight),
    };
  });
}
