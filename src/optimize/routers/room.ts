import { count, dollars } from '../../present/index.ts';
import type { OpenRun } from '../open-run.ts';
import type { Plan } from '../plan.ts';
import { callsToAsk } from '../router-room.ts';
import type { Finalist, Runnable } from '../select.ts';
import type { Transition } from '../../environment/index.ts';

export interface Wanted {
  history: readonly Transition[];
  /** The programs, best single one first. */
  programs: readonly Finalist[];
  start: Runnable | undefined;
}

/**
 * Why the executor is not asked as a router: what is left of the caps has to last for that and for the sealed test,
 * each call as dear as those of the best single program. `undefined` where there is room.
 */
export function lackOfRoom({ plan, live, caps, maxExecutorCalls }: OpenRun, wanted: Wanted): string | undefined {
  const asked = callsToAsk(plan.settings, plan.validation.length);
  const before = wanted.history.reduce((sum, { evaluation }) => sum + (evaluation?.calls ?? 0), 0);
  const calls = asked + callsOfTest(plan, wanted);
  const { completions, costUsd } = live.ledger.spent();
  const [single] = wanted.programs;
  const perCall =
    single === undefined || single.evaluation.calls === 0
      ? 0
      : (single.evaluation.costUsd ?? 0) / single.evaluation.calls;
  const lacks = (needed: string, left: string): string =>
    `The executor was not asked as a router: ${needed}, and ${left}.`;
  const left = (cap: number, spent: number): number => Math.max(0, cap - spent);
  if (maxExecutorCalls !== null && maxExecutorCalls - before < asked)
    return lacks(
      `${count(asked, 'call')} are needed on validation`,
      `the cap leaves ${left(maxExecutorCalls, before)}`,
    );
  if (caps.maxCalls !== null && caps.maxCalls - completions < calls)
    return lacks(
      `with the sealed test ${count(calls, 'call')} may be needed`,
      `the cap leaves ${left(caps.maxCalls, completions)}`,
    );
  if (caps.budgetUsd !== null && caps.budgetUsd - (costUsd ?? 0) < calls * perCall)
    return lacks(
      `with the sealed test some ${dollars(calls * perCall)} may be needed`,
      `the budget leaves ${dollars(left(caps.budgetUsd, costUsd ?? 0))}`,
    );
  return undefined;
}

/** Of the router, the best single program and the start. */
function callsOfTest({ test, settings }: Pick<Plan, 'test' | 'settings'>, { programs, start }: Wanted): number {
  const dearest = Math.max(...programs.map(({ evaluation }) => evaluation.callsPerItem));
  const single = programs[0]?.evaluation.callsPerItem ?? 0;
  const first = start?.evaluation?.callsPerItem ?? 0;
  return Math.ceil(test.length * settings.repeats * (dearest + 1 + single + first));
}
