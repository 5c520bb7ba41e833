import { type EvaluationSummary, summarize } from '../../evaluate/index.ts';
import {
  type SplitReference,
  type Store,
  evaluationById,
  itemIdsOf,
  itemResults,
  ledgerRows,
  mergeRun,
  openingsOf,
  scoredItems,
} from '../../store/index.ts';
import { resultOf } from '../result.ts';
import { shardName } from '../shard.ts';
import type { MergedEvaluation, Part, Shards } from './contract.ts';
import { missingShards } from './coverage.ts';
import { withSource } from './parts.ts';
import { type Whole, endWhole, takeWhole } from './whole.ts';

/** Joins the shards of one evaluation, within a transaction of the store that they are joined in. */
export async function joinShards(store: Store, parts: Shards, signal?: AbortSignal): Promise<MergedEvaluation> {
  const whole = await takeWhole(store, parts);
  if (!whole.hasEnded) await moveRows(store, whole, parts, signal);
  const ended = parts.filter(({ hasEnded }) => hasEnded).map(({ shard }) => shardName(shard));
  const shards = [...new Set([...whole.shards, ...ended])];
  const missing = whole.hasEnded ? [] : await missingOf(store, whole, parts, shards);
  const summary = await summaryOf(store, whole, parts, missing.length === 0);
  const ledger = await ledgerRows(store, whole.run.id);
  const result = await resultOf(store, {
    subject: whole.subject,
    summary,
    ledger,
    opened: await openedOf(store, whole),
  });
  const merged = { ...result, shards, missingShards: missing };
  if (!whole.hasEnded) await endWhole(store, whole, { summary, result: merged, shards, missing });
  return { ...merged, wasWhole: whole.hasEnded };
}

/** Each item with all that was paid for it, from the first that ran it to its end. */
async function moveRows(store: Store, whole: Whole, parts: readonly Part[], signal?: AbortSignal): Promise<void> {
  const { run, evaluationId, repeats, isolated } = whole;
  const to = { id: run.id, evaluationId };
  const taken = new Set(await scoredItems(store, evaluationId, repeats));
  for (const part of parts) {
    const from = { id: part.run.id, evaluationId: part.evaluation.id };
    const items = await withSource(part.url, async (source) => {
      const reading = source.db.transaction().setIsolationLevel('repeatable read');
      await reading.execute((db) => mergeRun(db, from, store.db, to, { taken, isolated, signal }));
      return part.hasEnded ? itemIdsOf(source, from.evaluationId) : scoredItems(source, from.evaluationId, repeats);
    });
    for (const item of items) taken.add(item);
  }
}

async function missingOf(
  store: Store,
  { evaluationId, items, repeats }: Whole,
  parts: readonly Part[],
  ended: readonly string[],
): Promise<string[]> {
  const scored = await scoredItems(store, evaluationId, repeats);
  return scored.length === items ? [] : missingShards(items, ended, Math.max(...parts.map(({ shard }) => shard.of)));
}

async function summaryOf(
  store: Store,
  { evaluationId, split, items, repeats, hasEnded }: Whole,
  parts: readonly Part[],
  isWhole: boolean,
): Promise<EvaluationSummary> {
  const known = hasEnded ? (await evaluationById(store, evaluationId))?.summary : null;
  if (known != null) return JSON.parse(known) as EvaluationSummary;
  const times = parts.map(({ evaluation: { summary } }) =>
    summary === null ? 0 : (JSON.parse(summary) as EvaluationSummary).wallMs,
  );
  const onRecord = { evaluationId, split, planned: items * repeats, hasEnded: isWhole };
  return summarize(itemResults(store, evaluationId), { ...onRecord, wallMs: Math.max(...times) }); // side by side
}

async function openedOf(store: Store, { run: { id, task } }: Whole): Promise<SplitReference | undefined> {
  const [opening] = await openingsOf(store, id);
  return opening === undefined ? undefined : { task: opening.task ?? task, splitHash: opening.split_hash ?? '' };
}
