import { usageError } from '../../base/errors.ts';
import type { Task } from '../../task/contract.ts';
import { type LoadedWorkflow, readWorkflow } from '../../workflow/index.ts';
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
  const parameters = parametersOf(workflow);
  for (const task of tasks) {
    const problem = problemWith(parameters, task.kind);
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

/** `null` if the entry is not a plain function, so that only Python can tell its parameters. */
function parametersOf({ code, entry }: LoadedWorkflow): string | null {
  return new RegExp(`^(?:async[ \\t]+)?def[ \\t]+${entry}[ \\t]*\\(([^)]*)\\)`, 'm').exec(code)?.[1] ?? null;
}

function problemWith(parameters: string | null, kind: Task['kind']): string | null {
  if (parameters === null) return null;
  const takesIt = /\bentry_point\b/.test(parameters);
  if (kind === 'code')
    return takesIt || /\*\s*\w/.test(parameters) ? null : 'its function has no parameter `entry_point`';
  return takesIt && !/\bentry_point\b[^,=]*=/.test(parameters)
    ? 'its function needs an `entry_point`, which only programming tasks pass'
    : null;
}
