import { usageError } from '../base/errors.ts';
import { count } from '../present/index.ts';
import type { CommonSettings } from './common-settings.ts';
import type { Limits } from './options.ts';

/**
 * A router by the executor is asked for with room for it.
 * @param items Of validation
 * @throws usage error `router-without-room`
 */
export function assertRoom(
  settings: Pick<CommonSettings, 'router' | 'winners' | 'repeats'>,
  items: number,
  { maxCalls = Infinity, maxExecutorCalls = Infinity }: Pick<Limits, 'maxCalls' | 'maxExecutorCalls'>,
): void {
  if (settings.router !== 'executor' || settings.winners < 2) return;
  const needed = callsToAsk(settings, items);
  const cap = Math.min(maxCalls, maxExecutorCalls);
  if (cap > needed) return;
  const name = cap === maxCalls ? '--max-calls' : 'maxExecutorCalls';
  throw usageError(
    'router-without-room',
    `Expected \`${name}\` to be above ${needed}, since a router by the executor alone takes ${count(needed, 'call')} ` +
      `on validation, got ${cap}`,
    { hint: 'Raise the cap, take fewer validation items, or choose --router rule.' },
  );
}

/** One call for each validation item and repeat. */
export function callsToAsk({ repeats }: Pick<CommonSettings, 'repeats'>, items: number): number {
  return items * repeats;
}
