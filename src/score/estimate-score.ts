import { readOptions } from '../base/read-options.ts';
import { openSession } from '../session/index.ts';
import { ANSWER_TOKENS, CALLS_AN_ITEM, type Estimate, estimateOf, itemTokens, judgeCalls, priced } from './estimate.ts';
import type { ScoreOptions } from './contract.ts';
import { prepare } from './prepare.ts';
import { scoreSettings } from './settings.ts';

/**
 * What {@link scoreWorkflow} with these options would ask and pay, with nothing asked.
 * @throws as `scoreWorkflow` for what is wrong beforehand
 */
export async function estimateScore({ onRetry: _onRetry, ...given }: ScoreOptions): Promise<Estimate> {
  const options = { ...given, ...readOptions(scoreSettings, given) };
  const session = await openSession({ ...options, nothingIsAsked: true });
  try {
    const { task, items, executor } = await prepare(session, options);
    const itemRuns = items.length * options.repeats;
    const tokens = itemTokens(items);
    const calls = { low: itemRuns * CALLS_AN_ITEM.low, high: itemRuns * CALLS_AN_ITEM.high };
    const judge =
      options.judge === undefined
        ? []
        : [judgeCalls(session.identify(options.judge), itemRuns, tokens, session.priceSources)];
    return estimateOf(task.name, itemRuns, [
      priced(
        { role: 'executor', model: executor, calls, promptTokens: tokens, completionTokens: ANSWER_TOKENS },
        session.priceSources,
      ),
      ...judge,
    ]);
  } finally {
    await session.close();
  }
}
