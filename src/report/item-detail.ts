import type { Json } from '../base/json.ts';
import type { ItemResult } from '../evaluate/index.ts';
import { type Evaluation, type Store, itemsOf, resultsOn } from '../store/index.ts';
import type { ItemDetail, RepeatDetail } from './item-contract.ts';
import { MessageList, type Resolving, answersOf, traceDetail } from './trace-detail.ts';

/**
 * All that happened on one item of an evaluation: its repeats with what the workflow asked, ran and was refused. What
 * an older version did not keep, and what was cleared from the cache, is `null`.
 * @param itemId Of an item that has a result, see `findItem`; of another one, `repeats` is empty.
 */
export async function itemDetail(store: Store, evaluation: Evaluation, itemId: string): Promise<ItemDetail> {
  const { id: evaluationId, run_id: run, candidate_id: candidate, label, split, finished_at: endedAt } = evaluation;
  const results = await resultsOn(store, evaluationId, itemId);
  const item = (await itemsOf(store, run, split, [itemId])).get(itemId);
  const list = new MessageList();
  const kept = await answersOf(
    store,
    results.map(({ trace }) => trace),
  );
  const resolving = { kept, list, endedAt };
  const repeats = results.map((result) => repeatDetail(result, resolving));
  return {
    run,
    evaluationId,
    candidate,
    label,
    split,
    itemId,
    input: item?.input ?? null,
    target: item?.target == null ? null : (JSON.parse(item.target) as Json),
    messages: list.messages,
    repeats,
  };
}

function repeatDetail({ itemId: _itemId, ...result }: ItemResult, resolving: Resolving): RepeatDetail {
  const { note = null, failure = null, trace } = result;
  return { ...result, note, failure, trace: trace === undefined ? null : traceDetail(trace, resolving) };
}
