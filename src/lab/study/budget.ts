import type { Store } from '../../store/index.ts';
import { studyLedger } from './books.ts';
import type { Plan } from './plan.ts';

/** Why a study stopped. */
export const NONE_LEFT = 'The limit --budget is reached. All paid work is kept. Raise it and run the same command.';

/**
 * What the study may still spend, if capped. A continued run counts its own earlier part itself.
 * @param run The run that is to spend it.
 */
export async function budgetLeft(
  store: Store,
  plan: Pick<Plan, 'kind' | 'name'>,
  budgetUsd: number | undefined,
  run?: string,
): Promise<number | undefined> {
  if (budgetUsd === undefined) return undefined;
  // What had no price does not hide what had one.
  const spent = (await studyLedger(store, plan, run)).reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  return Math.max(0, budgetUsd - spent);
}
