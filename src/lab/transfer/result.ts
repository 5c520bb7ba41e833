import type { Ending } from '../../run/index.ts';
import { billOf } from '../../run/index.ts';
import { isSimulated } from '../../session/index.ts';
import { ledgerRows, openingsOfSplit } from '../../store/index.ts';
import { testSplit } from '../../task/index.ts';
import { cellsOf } from './cells.ts';
import type { TransferResult, TransferTask } from './contract.ts';
import type { PlannedTask } from './plan.ts';
import type { ScoredPlace, Work } from './run-place.ts';

/** What some places came to, together. */
export async function resultOf(
  { session, options: { split }, plan }: Work,
  places: readonly ScoredPlace[],
  { status, reason }: Ending,
): Promise<TransferResult> {
  const { store } = session;
  const ledgers = await Promise.all(places.map(({ run }) => ledgerRows(store, run)));
  const here = new Set(places.map(({ place }) => place.task));
  const executors = [...new Set(places.map(({ place }) => place.executor.id))];
  const tasks = plan.tasks.filter(({ task }) => here.has(task));
  return {
    name: plan.name,
    status,
    reason,
    split,
    winners: plan.winners.map(({ subject: { label, hash, task, executor } }) => ({
      name: label,
      hash,
      task,
      executor,
    })),
    tasks: await Promise.all(tasks.map((one) => factsOf(one))),
    executors,
    cells: await cellsOf(store, split, places),
    leftOut: plan.leftOut,
    paid: billOf(ledgers.flat()),
    simulated: executors.some(isSimulated) || session.sawSimulated(),
    report: null,
  };

  async function factsOf({ task, items }: PlannedTask): Promise<TransferTask> {
    const openings = split === 'test' ? (await openingsOfSplit(store, testSplit(task))).count : null;
    return { name: task.name, metric: task.metric, items: items.length, openings };
  }
}
