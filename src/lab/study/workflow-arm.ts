import { usageError } from '../../base/errors.ts';
import type { Task } from '../../task/contract.ts';
import { type LoadedWorkflow, misfitOf, readWorkflow } from '../../workflow/index.ts';
import type { Arm } from './contract.ts';

/**
 * Reads the file of a hand-written arm and checks that every task can call it.
 * @throws usage errors, also of {@link readWorkflow}
 */
export async function checkWorkflow(
  { name, file }: { name: Arm['name']; file: string },
  tasks: readonly Pick<Task, 'name' | 'kind'>[],
): Promise<LoadedWorkflow> {
  const workflow = await readWorkflow(file);
  for (const task of tasks) {
    const problem = misfitOf(workflow.code, task.kind);
    if (problem !== null)
      throw usageError(
        'workflow-of-other-kind',
        `Expected \`${file}\` (arm \`${name}\`) to fit task \`${task.name}\`: ${problem}`,
        {
          hint:
            'Programming tasks call `workflow(agent, task, entry_point)`, all others `workflow(agent, task)`. ' +
            'Run one comparison per kind, or give `entry_point` a default.',
        },
      );
  }
  return workflow;
}
