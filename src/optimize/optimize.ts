import { readOptions } from '../base/read-options.ts';
import { withSafeHooks } from '../base/safe-hooks.ts';
import { withWorkers } from '../dispatch/index.ts';
import type { Transition } from '../environment/index.ts';
import { createEnvironment } from '../environment/index.ts';
import type { Dispatcher } from '../evaluate/index.ts';
import { assertReportable } from '../page/index.ts';
import { proposalsOf } from '../proposals/index.ts';
import { type LiveOptions, type LiveRun, pricesOf, runLimits, withRun } from '../run/index.ts';
import { type Session, identicalText, openSession, retryNews } from '../session/index.ts';
import { type Run, type Store, markAdvanced } from '../store/index.ts';
import { type Begun, beginRun, earlierRun } from './begin.ts';
import { quotasOf } from './common-settings.ts';
import { newSearch } from './estimate.ts';
import { oneByOne, stopAtCap } from './executor-cap.ts';
import { finishSearch } from './finish.ts';
import type { OptimizeHooks } from './hooks.ts';
import { searchLoop } from './loop.ts';
import { type OpenRun, openRun } from './open-run.ts';
import type { OptimizeOptions } from './options.ts';
import { type Plan, makePlan } from './plan.ts';
import type { OptimizeResult } from './result.ts';
import { bestStart } from './select.ts';
import { warnOfStart, warnOfTask } from './warnings.ts';

/**
 * Optimises a workflow for a task: the W4S loop, then the sealed test of the winner. Everything is on record as it
 * happens, so the same call again, or `run`, goes on where it was interrupted and pays for nothing twice. A
 * `run` that ran to its end changes nothing: its result is given back.
 *
 * @throws {W4sError} for what is wrong before the first call is paid; afterwards the result's `status` tells.
 */
export async function optimize(given: OptimizeOptions & OptimizeHooks): Promise<OptimizeResult> {
  const options = { ...withSafeHooks(given), ...readOptions(runLimits, given) };
  let tell = (type: News, text: string): void => void early.push([type, text]);
  const early: [News, string][] = [];
  const session = await openSession({
    ...options,
    onRetry: retryNews((text) => tell('call-retried', text)),
    onWarning: (text) => tell('warning-raised', text),
  });
  try {
    const planned = await makePlan(session, options);
    const tools = await session.tools(planned.task);
    const plan = { ...planned, toolsHash: tools?.hash ?? null };
    const begin = { ...options, store: session.store, sandbox: session.sandbox.name, plan };
    const earlier = await earlierRun(begin);
    if (earlier?.status === 'done') return await resultOf(session.store, earlier);
    assertReportable(session.store, 'runs');
    newSearch(plan); // what its strategy refuses, it refuses before there is a run
    const begun = await beginRun(begin, earlier);
    const onWarning = (text: string): void => tell('warning-raised', text);
    const work = async (live: LiveRun, dispatcher: Dispatcher | undefined): Promise<OptimizeResult> => {
      const run = await openRun({ session, plan, begun, live, tools, dispatcher }, options);
      tell = (type, text) => void run.emit(type, { text }).catch(() => undefined);
      for (const [type, text] of early) tell(type, text);
      return search(run, options.maxExecutorCalls !== undefined);
    };
    return await withRun(session, begun.row, liveOptions(session, plan, begun, options), (live) =>
      withWorkers({ session, live, tools, onWarning, ...workersOf(plan, options, live) }, (dispatcher) =>
        work(live, dispatcher),
      ),
    );
  } finally {
    await session.close();
  }
}

/** Whether workers are wanted, and what they are told. */
function workersOf(
  { task, taskReference, executor, judge, settings }: Plan,
  { workers = false, maxExecutorCalls, budgetUsd, maxCalls }: OptimizeOptions,
  { stop }: LiveRun,
) {
  const { seed, golds, cache, maxTokens } = settings;
  const isolated = cache === 'fresh';
  const work = {
    executor,
    judge,
    seed,
    golds,
    quotas: { ...quotasOf(settings) },
    isolated,
    maxTokens,
    budgetUsd,
    maxCalls,
    maxExecutorCalls,
  };
  const onExecutorCap = (): void => stopAtCap(stop, maxExecutorCalls);
  return { workers, task, reference: taskReference, work, onExecutorCap };
}

type News = 'call-retried' | 'warning-raised';

function liveOptions(
  session: Session,
  { settings, executor, meta, judge }: Plan,
  { row }: Begun,
  { budgetUsd, maxCalls, maxMinutes, workers, signal, onSpending }: OptimizeOptions & OptimizeHooks,
): LiveOptions {
  return {
    budgetUsd,
    maxCalls,
    maxMinutes,
    isShared: workers,
    signal,
    onSpending,
    prices: pricesOf(row, [executor, meta, ...(judge === null ? [] : [judge])], session),
    isolated: settings.cache === 'fresh',
    maxTokens: settings.maxTokens ?? undefined,
    again: '`w4s resume`',
  };
}

/** Runs the loop to its end, to a cap, or to an error; whatever it is, the run ends with a result and a report. */
async function search(run: OpenRun, isInOrder: boolean): Promise<OptimizeResult> {
  const { plan, begun, live, emit, session, caps } = run;
  const { settings } = plan;
  const { stop } = live;
  const history: Transition[] = [];
  const environment = createEnvironment(run.environment);
  await emit(begun.resumed ? 'run-resumed' : 'run-started', {
    task: plan.task.name,
    executor: plan.executor,
    meta: plan.meta,
    settings,
    caps,
  });
  await warnOfTask(run);
  if (begun.identicalTo !== undefined) await emit('warning-raised', { text: identicalText(begun.identicalTo) });
  try {
    await searchLoop({
      environment: isInOrder ? oneByOne(environment) : environment,
      history,
      search: run.search,
      turns: settings.turns,
      starts: plan.starts,
      stopReason: () => stop.ending?.reason ?? undefined,
      onTurn: async (turn, candidates) => {
        if (turn === 1) await warnOfStart(run, bestStart(history));
        await emit('turn-started', { turn, turns: settings.turns, candidates });
      },
      onTurnEnd: async (turn, transitions, chosen) => {
        if (chosen !== undefined) await markAdvanced(session.store, chosen.candidate);
        await emit('turn-finished', {
          turn,
          advanced: chosen?.candidate.id ?? null,
          scores: transitions.map(({ accuracy }) => accuracy),
        });
      },
    });
  } catch (error) {
    stop.request(stop.endingOf(error));
  }
  live.throwIfLost();
  return finishSearch(run, history);
}

/** What a run that ran to its end said then: nothing is done or written again. */
async function resultOf(store: Store, { id, result }: Run): Promise<OptimizeResult> {
  const earlier = JSON.parse(result ?? 'null') as OptimizeResult;
  const proposals = earlier.proposals ?? (await proposalsOf(store, id));
  // An older version had none of them.
  const { openings = null, objective = 'accuracy', frontier = [], winners = null } = earlier;
  return { ...earlier, proposals, openings, objective, frontier, winners };
}
