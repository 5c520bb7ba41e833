import { cameToNothing, executorCapReason } from '../../optimize/index.ts';
import { CAP_FLAGS } from '../../model/index.ts';
import { readEvents } from '../../run/index.ts';
import type { Run, Store } from '../../store/index.ts';
import type { Design } from './contract.ts';
import { historyOf, isUnscored, withinCalls } from './history.ts';

/** Whether a search is over: at its end, at its cap, or because no program of the meta-agent could be scored. */
export async function isFinished(store: Store, run: Run, { calls, usd }: Design): Promise<boolean> {
  const { id, status, reason } = run;
  if (status === 'done') return true;
  if (status === 'stopped' && calls !== null && reason === executorCapReason(calls)) return true;
  if (status === 'stopped' && usd !== undefined && isOfBudget(reason))
    return ((await dollarCap(store, id)) ?? 0) >= usd;
  const history = await historyOf(store, id);
  const written = history.filter(({ turn }) => turn > 0);
  if (written.length > 0 && written.every(isUnscored) && cameToNothing(run, written.length)) return true;
  return withinCalls(history, calls).reached;
}

/** Dollars that the last process might spend on a run; `null` without a cap. */
export async function dollarCap(store: Store, run: string): Promise<number | null> {
  const began = (await readEvents(store, run)).flatMap((event) =>
    event.type === 'run-started' || event.type === 'run-resumed' ? [event.data] : [],
  );
  return began.at(-1)?.caps?.budgetUsd ?? null;
}

function isOfBudget(reason: string | null): boolean {
  return reason?.startsWith(`The limit ${CAP_FLAGS.budget} is reached.`) === true;
}
