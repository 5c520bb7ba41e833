import { type Bill, billOf, readEvents } from '../../run/index.ts';
import { type Store, findRun, ledgerRows } from '../../store/index.ts';
import type { Expense } from './result.ts';

/** What some runs took, over all their sessions. */
export async function expenseOf(store: Store, runs: readonly string[]): Promise<Expense> {
  const ledgers = await Promise.all(runs.map((run) => ledgerRows(store, run)));
  const minutes = await Promise.all(runs.map((run) => minutesOf(store, run)));
  return { costUsd: billOf(ledgers.flat()).costUsd, minutes: minutes.reduce((sum, one) => sum + one, 0) };
}

/** Sum of what parts took. */
export function totalExpense(parts: readonly Expense[]): Expense {
  const dollars = (sum: Bill['costUsd'], { costUsd }: Expense): Bill['costUsd'] =>
    sum === null || costUsd === null ? null : sum + costUsd;
  return { costUsd: parts.reduce(dollars, 0), minutes: parts.reduce((sum, { minutes }) => sum + minutes, 0) };
}

/** From the beginning of each session to its last event; of a run without events, from its beginning to its end. */
async function minutesOf(store: Store, id: string): Promise<number> {
  const events = await readEvents(store, id);
  if (events.length === 0) {
    const { created_at: from, finished_at: to } = await findRun(store, id);
    return to === null ? 0 : (to - from) / 60_000;
  }
  let [sum, from, last] = [0, events[0]?.at ?? 0, 0];
  for (const { type, at } of events) {
    if (type === 'run-resumed') {
      sum += last - from;
      from = at;
    }
    last = at;
  }
  return (sum + last - from) / 60_000;
}
