import { readOptions } from '../../base/read-options.ts';
import {
  ANSWER_TOKENS,
  CALLS_AN_ITEM,
  type Estimate,
  estimateOf,
  itemTokens,
  judgeCalls,
  priced,
} from '../../score/index.ts';
import { type Session, openSession } from '../../session/index.ts';
import { type FilledOptions, type TransferOptions, transferSettings } from './contract.ts';
import { type Place, placesOf } from './place.ts';
import { makePlan } from './plan.ts';

/**
 * What {@link transfer} with these options would ask and pay, with nothing asked: one estimate a task and executor.
 * What an earlier session has paid for is not taken off.
 * @throws as `transfer` for what is wrong beforehand
 */
export async function estimateTransfer({ onRetry: _onRetry, ...given }: TransferOptions): Promise<Estimate[]> {
  const options = { ...given, ...readOptions(transferSettings, given) };
  const session = await openSession({ ...options, nothingIsAsked: true });
  try {
    return placesOf(await makePlan(session, options)).map((place) => estimateOfPlace(session, options, place));
  } finally {
    await session.close();
  }
}

function estimateOfPlace(
  { identify, priceSources }: Session,
  { repeats, judge }: FilledOptions,
  { task, items, executor, workflows }: Place,
): Estimate {
  const itemRuns = items.length * repeats * workflows.length;
  const tokens = itemTokens(items);
  const calls = { low: itemRuns * CALLS_AN_ITEM.low, high: itemRuns * CALLS_AN_ITEM.high };
  const judged = judge === undefined ? [] : [judgeCalls(identify(judge), itemRuns, tokens, priceSources)];
  return estimateOf(task.name, itemRuns, [
    priced(
      { role: 'executor', model: executor.id, calls, promptTokens: tokens, completionTokens: ANSWER_TOKENS },
      priceSources,
    ),
    ...judged,
  ]);
}
