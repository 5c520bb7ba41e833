import { readOptions } from '../../base/read-options.ts';
import {
  ANSWER_TOKENS,
  type Estimate,
  type Range,
  estimateOf,
  itemTokens,
  judgeCalls,
  priced,
} from '../../score/index.ts';
import { openSession } from '../../session/index.ts';
import { type BaselinesOptions, baselineSettings } from './contract.ts';
import { makePlan } from './plan.ts';

/**
 * What {@link runBaselines} with these options would ask and pay, with nothing asked. Each matched vote costs as much
 * as its baseline, and some share one.
 * @throws as `runBaselines` for what is wrong beforehand
 */
export async function estimateBaselines({ onRetry: _onRetry, ...given }: BaselinesOptions): Promise<Estimate> {
  const options = { ...given, ...readOptions(baselineSettings, given) };
  const session = await openSession({ ...options, nothingIsAsked: true });
  try {
    const { task, items, executor, baselines } = await makePlan(session, options);
    const itemRuns = items.length * options.repeats * baselines.length;
    const tokens = itemTokens(items);
    const sum = (end: keyof Range): number => baselines.reduce((total, { calls }) => total + calls[end], 0);
    const withVotes = options.vote && task.kind !== 'code' ? 2 : 1;
    const each = items.length * options.repeats;
    const calls = { low: each * sum('low'), high: each * sum('high') * withVotes };
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
