import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { ItemResult } from '../../evaluate/index.ts';
import type { StoredRequest, StoredSample } from '../../model/index.ts';
import { type Evaluation, type Run, type Store, evaluationsOf, itemsOf, resultsOn } from '../../store/index.ts';
import type { AskStep } from '../../workflow/index.ts';
import type { ItemAttempt, ItemDetail, ShownStep } from '../contract.ts';

/** Characters of a message or a reply. */
const MOST_CHARACTERS = 20_000;

/**
 * One item and what candidates did on it, with their traces.
 * @param labels Of candidates; of an evaluation its label. None stands for all.
 * @throws {W4sError} `unknown-item`
 */
export async function itemDetail(
  store: Store,
  run: Run,
  { split, itemId, labels }: { split: string; itemId: string; labels: readonly string[] },
): Promise<ItemDetail> {
  const item = (await itemsOf(store, run.id, split, [itemId])).get(itemId);
  if (item === undefined)
    throw new W4sError('unknown-item', `There is no item \`${itemId}\` in the ${split} split of run \`${run.id}\``);
  const evaluations = (await evaluationsOf(store, run.id)).filter((one) => one.split === split);
  const chosen = labels.length === 0 ? evaluations : labels.flatMap((label) => evaluations.filter(named(label)));
  const attempts = await Promise.all(
    chosen.map(async (one) =>
      Promise.all((await resultsOn(store, one.id, itemId)).map((result) => attemptOf(store, labelOf(one), result))),
    ),
  );
  return {
    run: run.id,
    split,
    itemId,
    input: item.input,
    // The store holds golds only where they may be seen; a sealed split stays sealed whatever it holds.
    expected: item.target === null || split === 'test' ? null : (JSON.parse(item.target) as Json),
    attempts: attempts.flat(),
  };
}

function labelOf({ candidate_id: candidate, label }: Evaluation): string {
  return candidate?.split('/').at(-1) ?? label;
}

function named(label: string): (evaluation: Evaluation) => boolean {
  return (evaluation) => labelOf(evaluation) === label;
}

async function attemptOf(store: Store, label: string, result: ItemResult): Promise<ItemAttempt> {
  const { repeat, score, answer, note = null, failure, usage, stdout, trace } = result;
  return {
    label,
    repeat,
    score,
    answer,
    note,
    failure: failure === undefined ? null : { kind: failure.kind, message: failure.message },
    usage,
    stdout,
    trace:
      trace === undefined
        ? null
        : { steps: await Promise.all(trace.steps.map((step) => resolved(store, step))), omitted: trace.omitted },
  };
}

/** A step with the texts that it refers to. What the cache forgot stays absent. */
async function resolved(store: Store, step: ShownStep): Promise<ShownStep> {
  if (step.kind !== 'ask' || step.kept === undefined) return step;
  const { key, sample } = step.kept;
  const [request, samples] = await Promise.all([
    store.db.selectFrom('requests').select('request').where('key', '=', key).executeTakeFirst(),
    store.db
      .selectFrom('samples')
      .select('data')
      .where('key', '=', key)
      .where('sample', '>=', sample)
      .where('sample', '<', sample + step.n)
      .orderBy('sample')
      .execute(),
  ]);
  return { ...step, messages: messagesIn(request?.request), replies: samples.map(({ data }) => replyIn(data)) };
}

function messagesIn(request: string | undefined): AskStep['messages'] {
  if (request === undefined) return undefined;
  return (JSON.parse(request) as StoredRequest).messages.map(({ role, content }) => ({ role, content: cut(content) }));
}

function replyIn(data: string): string {
  return cut((JSON.parse(data) as StoredSample).choice.text);
}

function cut(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)} [... ${text.length} characters]`;
}
