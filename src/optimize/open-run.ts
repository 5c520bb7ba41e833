import { type EnvironmentOptions, PROMPT_FORMS, caseTexts, validationOf } from '../environment/index.ts';
import { type Dispatcher, type EvaluationLog, createGate } from '../evaluate/index.ts';
import { type Began, type Emit, type LiveRun, admitWith, openEvents } from '../run/index.ts';
import { reviewGate } from '../review/index.ts';
import type { Session } from '../session/index.ts';
import { clusterByItem, objectiveOf } from '../statistics/index.ts';
import { evaluationLog, toolLog } from '../store/index.ts';
import type { Toolbox } from '../tools/index.ts';
import type { Begun } from './begin.ts';
import { capExecutor } from './executor-cap.ts';
import type { OptimizeHooks } from './hooks.ts';
import type { OptimizeOptions } from './options.ts';
import { personsOf } from './persons.ts';
import type { Plan } from './plan.ts';
import { metaLimitOf, quotasOf } from './common-settings.ts';
import { recall } from './recall.ts';
import { storeRecorder } from './record.ts';
import type { Settings } from './settings.ts';
import { type Search, type SearchContext, strategyNamed } from './strategies/index.ts';
import { watchLog } from './watch-log.ts';

/** Validation inputs that the meta-agent is shown. */
const SHOWN_ITEMS = 2;

/** A search under way: what the loop and its end need. */
export interface OpenRun {
  session: Session;
  plan: Plan;
  begun: Begun;
  live: LiveRun;
  environment: EnvironmentOptions;
  search: Search;
  emit: Emit;
  /** Of this process. */
  caps: NonNullable<Began['caps']>;
  /** Of this process: see `Limits.maxExecutorCalls`. */
  maxExecutorCalls: number | null;
}

/** Joins the models, the recorder and the events of a run. */
export async function openRun(
  {
    session,
    plan,
    begun,
    live,
    tools,
    dispatcher,
  }: Pick<OpenRun, 'session' | 'plan' | 'begun' | 'live'> & { tools?: Toolbox; dispatcher?: Dispatcher },
  options: OptimizeOptions & OptimizeHooks,
): Promise<OpenRun> {
  const { store } = session;
  const { settings } = plan;
  const runId = live.row.id;
  const emit = openEvents(store, runId, (event) => options.onEvent?.({ ...event, run: runId }));
  options.onStarted?.(live.interrupt);
  const { onProgress, judge, maxExecutorCalls } = options;
  const executor = live.model(options.executor);
  const isStopping = (): boolean => live.stop.ending !== undefined;
  const environment: EnvironmentOptions = {
    ...settings,
    objective: objectiveOf(settings),
    quotas: quotasOf(settings),
    runId,
    sandbox: session.sandbox,
    task: plan.task,
    items: plan.validation,
    executor,
    validationExecutor:
      maxExecutorCalls === undefined || dispatcher !== undefined
        ? executor
        : await capExecutor(executor, { store, runId, maxExecutorCalls, stop: live.stop }),
    metaMaxTokens: metaLimitOf(settings),
    meta: live.model(options.meta, { maxTokens: null }),
    judge: judge === undefined ? undefined : live.model(judge),
    gate: createGate(session.concurrency),
    dispatcher,
    log: watchLog(evaluationLog(store, runId), store, live.stop),
    recorder: storeRecorder({ store, runId, emit }),
    recall: (id) => recall(store, id),
    prompt: PROMPT_FORMS[settings.prompt],
    review: reviewGate({ policy: settings.review, store, isStopping }),
    isStopping,
    ...personsOf(store, runId, plan.task),
    tools,
    toolLog: toolLog(store, runId),
    admit: admitWith(live, tools),
    signal: live.signal,
    onProgress: (candidateId, progress) => onProgress?.({ candidateId, ...progress }),
  };
  const search = strategyNamed(plan.strategy).open(searchContext(plan, environment.log, tools));
  const caps = { budgetUsd: options.budgetUsd ?? null, maxCalls: options.maxCalls ?? null };
  return {
    session,
    plan,
    begun,
    live,
    environment,
    search,
    emit,
    caps,
    maxExecutorCalls: maxExecutorCalls ?? null,
  };
}

/** What a strategy may look at. */
export function searchContext(
  { settings, task, validation }: Pick<Plan, 'settings' | 'task' | 'validation'>,
  log: Pick<EvaluationLog, 'known' | 'on'>,
  tools?: Toolbox,
): SearchContext<Partial<Settings>> {
  const quotas = quotasOf(settings);
  const items = new Map(validation.map((item) => [item.id, item]));
  return {
    settings,
    task,
    examples: validation.slice(0, SHOWN_ITEMS),
    objective: objectiveOf(settings),
    limits: {
      maxCalls: quotas.calls,
      maxMinutes: quotas.wallMs / 60_000,
      maxUsd: quotas.costUsd,
      tools: tools && { facts: tools.facts, maxCalls: quotas.toolCalls },
    },
    itemScores: async (candidateId) => {
      const clusters = clusterByItem(await log.known(validationOf(candidateId)));
      return new Map(clusters.map(({ itemId, sum, count }) => [itemId, sum / count]));
    },
    itemCases: async (candidateId, itemIds) =>
      caseTexts(await log.on(validationOf(candidateId), itemIds), { task, items, golds: settings.golds }),
  };
}
