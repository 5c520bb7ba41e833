import { stateId } from '../base/candidate-id.ts';
import { type EnvironmentOptions, PROMPT_FORMS } from '../environment/index.ts';
import { createGate } from '../evaluate/index.ts';
import { type Began, type Emit, type LiveRun, admitWith, openEvents } from '../run/index.ts';
import { reviewGate } from '../review/index.ts';
import type { Session } from '../session/index.ts';
import type { Toolbox } from '../tools/index.ts';
import { evaluationLog, takeHints, toolLog } from '../store/index.ts';
import { DEFAULT_QUOTAS } from '../workflow/index.ts';
import type { Begun } from './begin.ts';
import { capExecutor } from './executor-cap.ts';
import type { OptimizeHooks } from './hooks.ts';
import type { OptimizeOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { storeRecorder } from './record.ts';
import { watchLog } from './watch-log.ts';

/** A search under way: what the loop and its end need. */
export interface OpenRun {
  session: Session;
  plan: Plan;
  begun: Begun;
  live: LiveRun;
  environment: EnvironmentOptions;
  emit: Emit;
  /** Of this process. */
  caps: NonNullable<Began['caps']>;
}

/** Joins the models, the recorder and the events of a run. */
export async function openRun(
  { session, plan, begun, live, tools }: Pick<OpenRun, 'session' | 'plan' | 'begun' | 'live'> & { tools?: Toolbox },
  options: OptimizeOptions & OptimizeHooks,
): Promise<OpenRun> {
  const { store } = session;
  const { settings } = plan;
  const runId = live.row.id;
  const emit = await openEvents(store, runId, (event) => options.onEvent?.({ ...event, run: runId }));
  options.onStarted?.(live.interrupt);
  const { onProgress, judge, maxExecutorCalls } = options;
  const executor = live.model(options.executor);
  const environment: EnvironmentOptions = {
    ...settings,
    runId,
    sandbox: session.sandbox,
    task: plan.task,
    items: plan.validation,
    executor,
    validationExecutor:
      maxExecutorCalls === undefined
        ? executor
        : await capExecutor(executor, { store, runId, maxExecutorCalls, stop: live.stop }),
    meta: live.model(options.meta),
    judge: judge === undefined ? undefined : live.model(judge),
    gate: createGate(session.concurrency),
    log: watchLog(evaluationLog(store, runId), store, live.stop),
    recorder: storeRecorder({ store, runId, emit }),
    prompt: PROMPT_FORMS[settings.prompt],
    tools,
    toolLog: toolLog(store, runId),
    limits: {
      maxCalls: DEFAULT_QUOTAS.calls,
      maxMinutes: DEFAULT_QUOTAS.wallMs / 60_000,
      tools: tools && { facts: tools.facts, maxCalls: DEFAULT_QUOTAS.toolCalls },
    },
    review: reviewGate({ policy: settings.review, store, isStopping: () => live.stop.ending !== undefined }),
    hints: async (state, turn) =>
      (await takeHints(store, { runId, turn, stateId: stateId(runId, state.id) })).map(({ text }) => text),
    admit: admitWith(live, tools),
    signal: live.signal,
    onProgress: (candidateId, progress) => onProgress?.({ candidateId, ...progress }),
  };
  const caps = { budgetUsd: options.budgetUsd ?? null, maxCalls: options.maxCalls ?? null };
  return { session, plan, begun, live, environment, emit, caps };
}
