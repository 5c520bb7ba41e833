import { PROMPT_FORMS, initialState } from '../environment/index.ts';
import {
  ANSWER_TOKENS,
  CALLS_AN_ITEM,
  type Estimate,
  type ExpectedCalls,
  type Range,
  estimateOf,
  itemTokens,
  judgeCalls,
  priced,
  tokensIn,
} from '../score/index.ts';
import { openSession } from '../session/index.ts';
import { DEFAULT_QUOTAS } from '../workflow/index.ts';
import type { OptimizeHooks } from './hooks.ts';
import type { OptimizeOptions } from './options.ts';
import { type Plan, makePlan } from './plan.ts';

/** Tokens that the history adds to a prompt, and those of an analysis with a program. */
const META_TOKENS = {
  full: { history: 2_000, completion: { low: 400, high: 1_500 } },
  compact: { history: 100, completion: { low: 60, high: 200 } },
};

/**
 * What {@link optimize} with these options would ask and pay at most, with nothing asked.
 * @throws as `optimize` for what is wrong beforehand
 */
export async function estimateOptimize(options: OptimizeOptions & OptimizeHooks): Promise<Estimate> {
  const session = await openSession({ ...options, nothingIsAsked: true });
  try {
    const plan = await makePlan(session, options);
    const prices = { ...session.priceSources, snapshot: plan.prices };
    const tokens = itemTokens(plan.validation);
    const { itemRuns, calls } = executorCalls(plan);
    const executor = priced(
      { role: 'executor', model: plan.executor, calls, promptTokens: tokens, completionTokens: ANSWER_TOKENS },
      prices,
    );
    const judge = plan.judge === null ? [] : [judgeCalls(plan.judge, itemRuns, tokens, prices)];
    return estimateOf(plan.task.name, itemRuns, [executor, priced(metaCalls(plan), prices), ...judge]);
  } finally {
    await session.close();
  }
}

/** A start asks as often as it is written to, `direct` once; each candidate is tried on one item, then runs on all. */
function executorCalls({ settings, starts, validation, test }: Plan): { itemRuns: number; calls: Range } {
  const { turns, candidates, repeats } = settings;
  const tested = starts.length === 0 ? 0 : test.length;
  const ofStart = (starts.length * validation.length + tested) * repeats;
  const ofCandidates = turns * candidates * (1 + validation.length * repeats) + test.length * repeats;
  const startCalls = settings.start === 'direct' ? { low: 1, high: 1 } : CALLS_AN_ITEM;
  const all = (end: keyof Range): number => ofStart * startCalls[end] + ofCandidates * CALLS_AN_ITEM[end];
  return { itemRuns: ofStart + ofCandidates, calls: { low: all('low'), high: all('high') } };
}

/** One completion a candidate, and at most one repair of each. */
function metaCalls({ settings, task, validation, meta }: Plan): Omit<ExpectedCalls, 'costUsd'> {
  const { history, completion } = META_TOKENS[settings.prompt];
  const limits = { maxCalls: DEFAULT_QUOTAS.calls, maxMinutes: DEFAULT_QUOTAS.wallMs / 60_000 };
  const first = PROMPT_FORMS[settings.prompt].state(
    initialState(task, validation.slice(0, 2)),
    settings.context,
    limits,
  );
  const actions = settings.turns * settings.candidates;
  return {
    role: 'meta',
    model: meta,
    calls: { low: actions, high: 2 * actions },
    promptTokens: first.reduce((sum, { content }) => sum + tokensIn(content), history),
    completionTokens: completion,
  };
}
