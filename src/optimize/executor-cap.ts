import type { Environment } from '../environment/index.ts';
import { type Model, createLedger, withLedger } from '../model/index.ts';
import type { StopControl } from '../run/index.ts';
import { type Store, callsOfScoredItems } from '../store/index.ts';

export interface ExecutorCapOptions {
  store: Store;
  runId: string;
  /** Completions. */
  maxExecutorCalls: number;
  stop: Pick<StopControl, 'request'>;
}

/**
 * The executor as validation asks it, within a cap on what it is asked. The ledger stands above the cache: comparisons
 * count an answer whoever paid for it. Room is reserved before each call, so calls side by side can't pass the cap, and
 * what earlier sessions asked for scored items is counted from the store; items that were broken off are run again.
 * Workers keep the same cap in rows: `dispatch/asking.ts`.
 */
export async function capExecutor(
  executor: Model,
  { store, runId, maxExecutorCalls, stop }: ExecutorCapOptions,
): Promise<Model> {
  const ledger = createLedger({ maxExecutorCalls, asked: await callsOfScoredItems(store, runId, 'validation') });
  const counted = withLedger(executor, ledger);
  return {
    ...counted,
    complete: (request) =>
      counted.complete(request).catch((error: unknown) => {
        if (ledger.stopped !== undefined) stopAtCap(stop, maxExecutorCalls);
        throw error;
      }),
  };
}

/** Ends a run whose cap refused a call. */
export function stopAtCap(stop: Pick<StopControl, 'request'>, maxExecutorCalls = Infinity): void {
  stop.request({ status: 'stopped', reason: executorCapReason(maxExecutorCalls) });
}

/** Why a run stopped. By it a run is known to have used up exactly this cap. */
export function executorCapReason(maxExecutorCalls: number): string {
  return `The cap of ${maxExecutorCalls} executor calls is reached.`;
}

/**
 * Evaluates one candidate after the other, in the order of their slots. Side by side, those of one turn would share
 * what is left of a cap, and which of them ends within it would be up to chance.
 */
export function oneByOne(environment: Environment): Environment {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...environment,
    step: (candidate) => {
      const step = () => environment.step(candidate);
      const next = last.then(step, step);
      last = next;
      return next;
    },
  };
}
