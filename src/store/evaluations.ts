import type { NotNull, Selectable } from 'kysely';
import type {
  EvaluationLog,
  EvaluationStart,
  EvaluationSummary,
  ItemResult,
  KnownResult,
} from '../evaluate/contract.ts';
import type { ItemFailure, ToolUsage, Trace } from '../workflow/index.ts';
import type { Json } from '../base/json.ts';
import { last } from '../base/lists.ts';
import { compiled } from './compiled.ts';
import type { Store } from './open.ts';
import type { EvaluationsTable, ItemResultsTable } from './schema.ts';

export type Evaluation = Selectable<EvaluationsTable>;

/** The record of evaluations in a run of this store. */
export function evaluationLog(store: Store, runId: string): EvaluationLog {
  return {
    finished: (id) => finishedSummary(store, id),
    start: (start) => startEvaluation(store, runId, start),
    known: (id) => knownResults(store, id),
    append: (id, result) => appendResult(store, id, result),
    finish: (summary) => finishEvaluation(store, summary),
    failing: (id, limit) => failingResults(store, id, limit),
    on: (id, itemIds) => resultsOnItems(store, id, itemIds),
  };
}

export function evaluationById(store: Store, id: string): Promise<Evaluation | undefined> {
  return store.db.selectFrom('evaluations').selectAll().where('id', '=', id).executeTakeFirst();
}

export function evaluationsOf(store: Store, runId: string): Promise<Evaluation[]> {
  return store.db
    .selectFrom('evaluations')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export interface ReadResults {
  /** With their traces, which are many times as long as all the rest. @default false */
  traces?: boolean;
  /** Those without a full score only, missing ones included. @default false */
  failed?: boolean;
}

/** The results of an evaluation one by one, so that ten thousand of them never lie in memory. */
export async function* itemResults(
  store: Store,
  evaluationId: string,
  { traces = false, failed = false }: ReadResults = {},
): AsyncGenerator<ItemResult> {
  const pageSize = traces ? 50 : 500;
  let rows = store.db
    .selectFrom('item_results')
    .select(WITHOUT_TRACE)
    .where('evaluation_id', '=', evaluationId)
    .orderBy('item_id')
    .orderBy('repeat')
    .limit(pageSize);
  if (failed) rows = rows.where((e) => e.or([e('score', 'is', null), e('score', '<', 1)]));
  let page = rows;
  for (;;) {
    const results = traces
      ? (await page.select('trace').execute()).map(withTrace)
      : (await page.execute()).map(toResult);
    yield* results;
    if (results.length < pageSize) return;
    const { itemId, repeat } = last(results);
    page = rows.where((e) => e(e.refTuple('item_id', 'repeat'), '>', e.tuple(itemId, repeat)));
  }
}

/** Ids of the items that have a result, in order. */
export async function itemIdsOf(store: Store, evaluationId: string): Promise<string[]> {
  const rows = await store.db
    .selectFrom('item_results')
    .select('item_id')
    .distinct()
    .where('evaluation_id', '=', evaluationId)
    .orderBy('item_id')
    .execute();
  return rows.map((row) => row.item_id);
}

/** Up to `limit` results with a score below `below`, in the order of their ids. */
export async function failingResults(
  store: Store,
  evaluationId: string,
  limit: number,
  below = 1,
): Promise<ItemResult[]> {
  const rows = await store.db
    .selectFrom('item_results')
    .select(WITHOUT_TRACE)
    .where('evaluation_id', '=', evaluationId)
    .where('score', '<', below)
    .orderBy('item_id')
    .orderBy('repeat')
    .limit(limit)
    .execute();
  return rows.map(toResult);
}

async function resultsOnItems(store: Store, evaluationId: string, itemIds: readonly string[]): Promise<ItemResult[]> {
  const rows = await store.db
    .selectFrom('item_results')
    .select(WITHOUT_TRACE)
    .where('evaluation_id', '=', evaluationId)
    .where('item_id', 'in', itemIds)
    .orderBy('item_id')
    .orderBy('repeat')
    .execute();
  return rows.map(toResult);
}

/** The results on one item, one for each repeat, with their traces. */
export async function resultsOn(store: Store, evaluationId: string, itemId: string): Promise<ItemResult[]> {
  const rows = await store.db
    .selectFrom('item_results')
    .selectAll()
    .where('evaluation_id', '=', evaluationId)
    .where('item_id', '=', itemId)
    .orderBy('repeat')
    .execute();
  return rows.map(withTrace);
}

function withTrace(row: Selectable<ItemResultsTable>): ItemResult {
  return { ...toResult(row), trace: row.trace === null ? undefined : (JSON.parse(row.trace) as Trace) };
}

/** A trace is many times as long as all the rest of a row. */
const WITHOUT_TRACE = [
  'evaluation_id',
  'item_id',
  'repeat',
  'score',
  'answer',
  'note',
  'failure_kind',
  'failure',
  'calls',
  'prompt_tokens',
  'completion_tokens',
  'cost_usd',
  'wall_ms',
  'unusable',
  'stdout',
  'malformed',
  'missing_keys',
  'tools',
] as const;

/** Whether an item run has a score. */
export async function isScored(
  store: Store,
  { evaluation, item, repeat }: { evaluation: string; item: string; repeat: number },
): Promise<boolean> {
  const row = await store.db
    .selectFrom('item_results')
    .select('repeat')
    .where('evaluation_id', '=', evaluation)
    .where('item_id', '=', item)
    .where('repeat', '=', repeat)
    .where('score', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Removes results without a score: what is found afterwards is of a later try. */
export async function forgetMissing(
  store: Store,
  runs: readonly { evaluation: string; item: string; repeat: number }[],
): Promise<void> {
  const byEvaluation = Map.groupBy(runs, ({ evaluation }) => evaluation);
  await store.writer.write((db) =>
    [...byEvaluation].map(([evaluation, some]) =>
      db
        .deleteFrom('item_results')
        .where('evaluation_id', '=', evaluation)
        .where('score', 'is', null)
        .where((e) =>
          e(
            e.refTuple('item_id', 'repeat'),
            'in',
            some.map(({ item, repeat }) => e.tuple(item, repeat)),
          ),
        ),
    ),
  );
}

/** One that began before is left as it is. */
async function startEvaluation(store: Store, runId: string, start: EvaluationStart): Promise<void> {
  const row = {
    id: start.evaluationId,
    run_id: runId,
    candidate_id: start.candidateId,
    workflow_hash: start.workflowHash,
    label: start.label,
    task: start.task,
    split: start.split,
    phase: start.phase,
    repeats: start.repeats,
    planned: start.planned,
    status: 'running',
    summary: null,
    created_at: Date.now(),
    finished_at: null,
  };
  await store.writer.write((db) =>
    db
      .insertInto('evaluations')
      .values(row)
      .onConflict((c) => c.column('id').doNothing()),
  );
}

/** What ended for good stays: a process that lost its run to another may still find that it was stopped. */
async function finishEvaluation(store: Store, summary: EvaluationSummary): Promise<void> {
  const values = { status: summary.status, summary: JSON.stringify(summary), finished_at: Date.now() };
  await store.writer.write((db) =>
    db
      .updateTable('evaluations')
      .set(values)
      .where('id', '=', summary.evaluationId)
      .$if(summary.status === 'stopped', (query) => query.where('status', 'not in', FOR_GOOD)),
  );
}

const FOR_GOOD: EvaluationSummary['status'][] = ['complete', 'raced', 'inconclusive'];

async function finishedSummary(store: Store, id: string): Promise<EvaluationSummary | undefined> {
  const row = await store.db
    .selectFrom('evaluations')
    .select('summary')
    .where('id', '=', id)
    .where('status', 'in', FOR_GOOD)
    .executeTakeFirst();
  return row?.summary ? (JSON.parse(row.summary) as EvaluationSummary) : undefined;
}

async function knownResults(store: Store, evaluationId: string): Promise<KnownResult[]> {
  const rows = await store.db
    .selectFrom('item_results')
    .select([
      'item_id',
      'repeat',
      'score',
      'failure_kind',
      'calls',
      'prompt_tokens',
      'completion_tokens',
      'cost_usd',
      'wall_ms',
      'unusable',
      'malformed',
      'missing_keys',
      'tools',
    ])
    .where('evaluation_id', '=', evaluationId)
    .where('score', 'is not', null)
    .$narrowType<{ score: NotNull }>()
    .orderBy('item_id')
    .orderBy('repeat')
    .execute();
  return rows.map(toKnown);
}

async function appendResult(store: Store, evaluationId: string, result: ItemResult): Promise<void> {
  const row = toRow(evaluationId, result);
  await store.writer.write((db) => keepResult(db, row));
}

const keepResult = compiled((db, row: ItemResultsTable) =>
  db
    .insertInto('item_results')
    .values(row)
    .onConflict((c) =>
      c.columns(['evaluation_id', 'item_id', 'repeat']).doUpdateSet(row).where('item_results.score', 'is', null),
    ),
);

function toRow(
  evaluationId: string,
  { itemId, repeat, score, answer, note, failure, usage, stdout, trace }: ItemResult,
): ItemResultsTable {
  return {
    evaluation_id: evaluationId,
    item_id: itemId,
    repeat,
    score,
    answer: JSON.stringify(answer ?? null),
    note: note ?? null,
    failure_kind: failure?.kind ?? null,
    failure: failure === undefined ? null : JSON.stringify(failure),
    calls: usage.calls,
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    cost_usd: usage.costUsd,
    wall_ms: usage.wallMs,
    unusable: usage.unusable,
    stdout,
    malformed: usage.malformed,
    missing_keys: usage.missingKeys,
    trace: trace === undefined ? null : JSON.stringify(trace),
    tools: usage.tools === undefined ? null : JSON.stringify(usage.tools),
  };
}

type UsageColumns = Pick<
  ItemResultsTable,
  | 'calls'
  | 'prompt_tokens'
  | 'completion_tokens'
  | 'cost_usd'
  | 'wall_ms'
  | 'unusable'
  | 'malformed'
  | 'missing_keys'
  | 'tools'
>;

function toUsage(row: UsageColumns): ItemResult['usage'] {
  return {
    calls: Number(row.calls),
    promptTokens: Number(row.prompt_tokens),
    completionTokens: Number(row.completion_tokens),
    costUsd: row.cost_usd,
    wallMs: row.wall_ms,
    unusable: Number(row.unusable ?? 0),
    malformed: Number(row.malformed ?? 0),
    missingKeys: Number(row.missing_keys ?? 0),
    tools: row.tools === null ? undefined : (JSON.parse(row.tools) as ToolUsage),
  };
}

function toKnown(
  row: UsageColumns & Pick<ItemResultsTable, 'item_id' | 'repeat' | 'failure_kind'> & { score: number },
): KnownResult {
  return {
    itemId: row.item_id,
    repeat: Number(row.repeat),
    score: row.score,
    failureKind: row.failure_kind as KnownResult['failureKind'],
    usage: toUsage(row),
  };
}

function toResult(row: Selectable<Omit<ItemResultsTable, 'trace'>>): ItemResult {
  return {
    itemId: row.item_id,
    repeat: Number(row.repeat),
    score: row.score,
    answer: JSON.parse(row.answer) as Json,
    note: row.note ?? undefined,
    failure: row.failure === null ? undefined : (JSON.parse(row.failure) as ItemFailure),
    usage: toUsage(row),
    stdout: row.stdout,
  };
}

/** Item and score of everything that was scored, for paired comparisons. */
export async function scoresOf(store: Store, evaluationId: string): Promise<{ itemId: string; score: number }[]> {
  const rows = await store.db
    .selectFrom('item_results')
    .select(['item_id', 'score'])
    .where('evaluation_id', '=', evaluationId)
    .where('score', 'is not', null)
    .orderBy('item_id')
    .orderBy('repeat')
    .$narrowType<{ score: NotNull }>()
    .execute();
  return rows.map((row) => ({ itemId: row.item_id, score: row.score }));
}
