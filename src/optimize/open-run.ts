import { type EnvironmentOptions, PROMPT_FORMS } from '../environment/index.ts';
import { createCircuit, createGate } from '../evaluate/index.ts';
import { createLedger } from '../model/index.ts';
import type { Books, Session } from '../session/index.ts';
import {
  type EventType,
  type RunEvent,
  callStore,
  evaluationLog,
  eventLog,
  ledgerRows,
  saveCall,
  settleRun,
} from '../store/index.ts';
import { DEFAULT_QUOTAS } from '../workflow/index.ts';
import type { Begun } from './begin.ts';
import type { OptimizeHooks } from './hooks.ts';
import type { OptimizeOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { storeRecorder } from './record.ts';
import { holdsFor } from './review.ts';
import { type StopControl, createStopControl } from './stop.ts';
import { watchLog } from './watch-log.ts';

/** A run under way: what the search and its end need. */
export interface OpenRun {
  session: Session;
  plan: Plan;
  begun: Begun;
  options: OptimizeOptions & OptimizeHooks;
  stop: StopControl;
  environment: EnvironmentOptions;
  emit: (type: EventType, data: RunEvent['data']) => Promise<void>;
}

/** Joins the books, the models, the stop control and the recorder of a run. */
export async function openRun(
  session: Session,
  plan: Plan,
  begun: Begun,
  options: OptimizeOptions & OptimizeHooks,
): Promise<OpenRun> {
  const { store } = session;
  const { settings } = plan;
  const runId = begun.run.id;
  await settleRun(store, runId); // what a session before this one may have paid counts
  const ledger = createLedger({ ...capsOf(options), initial: await ledgerRows(store, runId) });
  const stop = createStopControl(ledger);
  const books: Books = {
    ledger,
    prices: plan.prices,
    calls: callStore(store, { runId, isolated: settings.cache === 'fresh' }),
    onCall: (record) => saveCall(store, runId, record),
    maxTokens: settings.maxTokens ?? undefined,
  };
  const watched = (model: OptimizeOptions['executor']) =>
    createCircuit(session.model(model, books), (error) =>
      stop.request({ status: 'failed', reason: error.message, error }),
    ).model;
  const append = await eventLog(store, runId);
  const emit: OpenRun['emit'] = async (type, data) => {
    const event = { type, at: Date.now(), data };
    await append(event);
    options.onEvent?.({ ...event, run: runId });
  };
  options.onSpending?.(() => ledger.spent());
  options.onStarted?.(() => stop.request({ status: 'interrupted', reason: 'Interrupted. `w4s resume` goes on.' }));
  options.signal?.addEventListener(
    'abort',
    () => stop.request({ status: 'interrupted', reason: 'Interrupted. `w4s resume` goes on.' }),
    { once: true },
  );
  const { lost } = begun.claim;
  lost.addEventListener('abort', () => stop.request(stop.endingOf(lost.reason)), { once: true });
  const { onProgress, judge } = options;
  const signal = AbortSignal.any([lost, ...(options.signal === undefined ? [] : [options.signal])]);
  const environment: EnvironmentOptions = {
    ...settings,
    runId,
    sandbox: session.sandbox,
    task: plan.task,
    items: plan.validation,
    executor: watched(options.executor),
    meta: watched(options.meta),
    ...(judge === undefined ? {} : { judge: watched(judge) }),
    gate: createGate(session.concurrency),
    log: watchLog(evaluationLog(store, runId), store, stop),
    recorder: storeRecorder({ store, runId, emit }),
    prompt: PROMPT_FORMS[settings.prompt],
    limits: { maxCalls: DEFAULT_QUOTAS.calls, maxMinutes: DEFAULT_QUOTAS.wallMs / 60_000 },
    holds: holdsFor(settings.review, store),
    admit: () => (stop.ending === undefined ? ledger.reserveItem() : undefined),
    signal,
    onProgress: (candidateId, progress) => onProgress?.({ candidateId, ...progress }),
  };
  return { session, plan, begun, options, stop, environment, emit };
}

function capsOf({ budgetUsd, maxCalls, maxMinutes }: OptimizeOptions) {
  return {
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(maxCalls === undefined ? {} : { maxCalls }),
    ...(maxMinutes === undefined ? {} : { deadline: Date.now() + maxMinutes * 60_000 }),
  };
}
