import { usageError } from '../../base/errors.ts';
import type { Session } from '../../session/index.ts';
import type { Task } from '../../task/contract.ts';
import { seeded, taskFingerprint } from '../../task/index.ts';
import type { Design } from './contract.ts';

export interface PlannedTask {
  /** As passed to `optimize`, so that its run can be resumed by name. */
  reference: string | Task;
  name: string;
  kind: Task['kind'];
  metric: string;
  /** What starting and hand-written workflows tell the executor. */
  asked: Pick<Task, 'description' | 'instructions'>;
  /** Number of test items used. */
  testItems: number;
  /** See `taskFingerprint`; `null` where each seed has items of its own, and so a fingerprint. */
  hash: string | null;
}

export interface LoadedTask {
  task: Task;
  planned: PlannedTask;
}

/** Loads and checks the tasks. @throws usage errors */
export async function plannedTasks(
  session: Session,
  references: readonly (string | Task)[],
  { test, dataSeed, seeds }: Design,
): Promise<LoadedTask[]> {
  const tasks: LoadedTask[] = [];
  for (const reference of references) {
    // Check each seed's name now: a comparison should not fail at its second seed.
    if (dataSeed !== undefined) for (const seed of seeds) seeded(reference, dataSeed + seed);
    const task = await session.task(seeded(reference, dataSeed));
    const name = dataSeed !== undefined && typeof reference === 'string' ? reference : task.name;
    const { kind, metric, description, instructions } = task;
    if (tasks.some(({ planned }) => planned.name === name))
      throw usageError('duplicate-task', `Expected each task once, got \`${name}\` twice`);
    for (const split of ['validation', 'test'] as const) {
      if (sizeOf(task, split) === 0)
        throw usageError('empty-split', `Task \`${name}\` has no ${split} items`, {
          hint: 'A comparison needs a validation split to search on and a test split to compare on.',
        });
    }
    const asked = { description, instructions };
    const testItems = Math.min(test, sizeOf(task, 'test'));
    const hash = dataSeed === undefined ? taskFingerprint(task) : null;
    tasks.push({ task, planned: { reference, name, kind, metric, asked, testItems, hash } });
  }
  return tasks;
}

export function sizeOf({ splits }: Task, split: 'validation' | 'test'): number {
  return splits[split]?.length ?? 0;
}
