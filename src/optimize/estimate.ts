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
import { first } from '../base/lists.ts';
import type { Question } from '../environment/index.ts';
import { openSession } from '../session/index.ts';
import type { OptimizeHooks } from './hooks.ts';
import type { OptimizeOptions } from './options.ts';
import { searchContext } from './open-run.ts';
import { type Plan, makePlan } from './plan.ts';
import { askOnce } from './starts.ts';
import { type Search, strategyNamed } from './strategies/index.ts';

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
    return estimateOf(plan.task.name, itemRuns, [executor, priced(await metaCalls(plan), prices), ...judge]);
  } finally {
    await session.close();
  }
}

/** A start asks as often as it is written to; each candidate is tried on one item, then runs on all. */
function executorCalls({ settings, starts, validation, test }: Plan): { itemRuns: number; calls: Range } {
  const { turns, candidates, repeats } = settings;
  const tested = starts.length === 0 ? 0 : test.length;
  const ofStart = (starts.length * validation.length + tested) * repeats;
  const ofCandidates = turns * candidates * (1 + validation.length * repeats) + test.length * repeats;
  const startCalls = askOnce(starts) ? { low: 1, high: 1 } : CALLS_AN_ITEM;
  const all = (end: keyof Range): number => ofStart * startCalls[end] + ofCandidates * CALLS_AN_ITEM[end];
  return { itemRuns: ofStart + ofCandidates, calls: { low: all('low'), high: all('high') } };
}

/** As many completions a candidate as its question asks for, and at most one repair of each. */
async function metaCalls(plan: Plan): Promise<Omit<ExpectedCalls, 'costUsd'>> {
  const { settings, meta } = plan;
  const { history, completion } = META_TOKENS[settings.prompt];
  const { messages, followUps = [] } = first(await firstQuestions(plan));
  const actions = settings.turns * settings.candidates;
  const asked = (1 + followUps.length) * actions;
  return {
    role: 'meta',
    model: meta,
    calls: { low: asked, high: asked + actions },
    promptTokens: messages.reduce((sum, { content }) => sum + tokensIn(content), history),
    completionTokens: completion,
  };
}

/** Of the first turn, before anything is known of the workflows to start from. @throws as {@link newSearch} */
export async function firstQuestions(plan: Plan): Promise<readonly Question[]> {
  return newSearch(plan).propose(1);
}

/** A search in which nothing has happened. @throws usage errors where the strategy can't work on the task as set */
export function newSearch(plan: Plan): Search {
  const nothing = (): Promise<[]> => Promise.resolve([]);
  return strategyNamed(plan.strategy).open(searchContext(plan, { known: nothing, on: nothing }));
}
