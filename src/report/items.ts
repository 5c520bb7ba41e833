import type { ItemFailureKind } from '../workflow/index.ts';
import type { ItemResult } from '../evaluate/index.ts';
import type { Json } from '../base/json.ts';
import type { Message } from '../model/contract.ts';
import { type Evaluation, type ReadResults, type Store, itemResults, itemsOf } from '../store/index.ts';
import { type CsvColumns, plain } from '../present/index.ts';
import type { TraceDetail } from './item-contract.ts';
import { zip } from '../base/lists.ts';
import { headOf } from '../base/clip.ts';
import { MessageList, answersOf, traceDetail } from './trace-detail.ts';

/** One item, one repeat of an evaluation. Texts are cut at {@link LONGEST} characters. */
export interface ItemRow {
  /** `null` for an evaluation of `eval`. */
  candidate: string | null;
  split: string;
  itemId: string;
  repeat: number;
  /** `null` when missing. */
  score: number | null;
  input: string;
  answer: Json;
  /** As far as the store holds it: never of a test split, nor hidden tests. */
  gold: Json;
  /** What the scorer remarked. */
  note: string | null;
  failure: ItemFailureKind | null;
  /** What failed, in words. */
  error: string | null;
  calls: number;
  promptTokens: number;
  completionTokens: number;
  costUsd: number | null;
  latencyMs: number;
  /** What happened, with the messages that its steps name; `null` in what an older version wrote. Where asked for. */
  trace?: (TraceDetail & { messages: Message[] }) | null;
}

const LONGEST = 4_000;

/** The item results of evaluations one by one, so that ten thousand of them never lie in memory. */
export async function* itemRows(
  store: Store,
  evaluations: readonly Evaluation[],
  read: ReadResults = {},
): AsyncGenerator<ItemRow> {
  const pageSize = read.traces === true ? 20 : 200;
  for (const evaluation of evaluations) {
    let page: ItemResult[] = [];
    for await (const result of itemResults(store, evaluation.id, read)) {
      page.push(result);
      if (page.length < pageSize) continue;
      yield* await rowsOf(store, evaluation, page, read);
      page = [];
    }
    yield* await rowsOf(store, evaluation, page, read);
  }
}

/** Columns of the items as CSV: units are in the names, scores are in [0, 1]. */
export const ITEM_COLUMNS: CsvColumns<ItemRow> = {
  candidate: ({ candidate }) => candidate,
  split: ({ split }) => split,
  item_id: ({ itemId }) => itemId,
  repeat: ({ repeat }) => repeat,
  score: ({ score }) => score,
  input: ({ input }) => input,
  answer: ({ answer }) => cellOf(answer),
  gold: ({ gold }) => cellOf(gold),
  note: ({ note }) => note,
  failure: ({ failure }) => failure,
  error: ({ error }) => error,
  calls: ({ calls }) => calls,
  prompt_tokens: ({ promptTokens }) => promptTokens,
  completion_tokens: ({ completionTokens }) => completionTokens,
  cost_usd: ({ costUsd }) => costUsd,
  latency_ms: ({ latencyMs }) => latencyMs,
};

function cellOf(value: Json): string | number | null {
  return value === null || typeof value === 'number' ? value : plain(value);
}

async function rowsOf(
  store: Store,
  evaluation: Evaluation,
  results: readonly ItemResult[],
  { traces = false }: ReadResults,
): Promise<ItemRow[]> {
  const rows = await plainRows(store, evaluation, results);
  return traces ? withTraces(store, evaluation, zip(rows, results)) : rows;
}

async function withTraces(
  store: Store,
  { finished_at: endedAt }: Evaluation,
  pairs: readonly [ItemRow, ItemResult][],
): Promise<ItemRow[]> {
  const kept = await answersOf(
    store,
    pairs.map(([, { trace }]) => trace),
  );
  return pairs.map(([row, { trace }]) => {
    if (trace === undefined) return { ...row, trace: null };
    const list = new MessageList();
    const detail = traceDetail(trace, { kept, list, endedAt });
    return { ...row, trace: { messages: list.messages, ...detail } };
  });
}

async function plainRows(
  store: Store,
  { run_id: run, split, candidate_id: candidate }: Evaluation,
  results: readonly ItemResult[],
): Promise<ItemRow[]> {
  const items = await itemsOf(store, run, split, [...new Set(results.map(({ itemId }) => itemId))]);
  return results.map(({ itemId, repeat, score, answer, note, failure, usage }) => {
    const item = items.get(itemId);
    return {
      candidate,
      split,
      itemId,
      repeat,
      score,
      input: cut(item?.input ?? ''),
      answer: bounded(answer),
      gold: item?.target == null ? null : bounded(JSON.parse(item.target) as Json),
      note: note === undefined ? null : cut(note),
      failure: failure?.kind ?? null,
      error: failure === undefined ? null : cut(failure.message),
      calls: usage.calls,
      promptTokens: usage.promptTokens,
      completionTokens: usage.completionTokens,
      costUsd: usage.costUsd,
      latencyMs: usage.wallMs,
    };
  });
}

/** A long value becomes the beginning of its text. */
function bounded(value: Json): Json {
  const text = plain(value);
  return text.length <= LONGEST ? value : cut(text);
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${headOf(text, LONGEST - 1)}…`;
}
