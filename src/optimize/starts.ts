import { usageError } from '../base/errors.ts';
import type { Task } from '../task/contract.ts';
import { exampleCode, exampleNames, forTask, readWorkflow, withInstructions } from '../workflow/index.ts';
import { startNames } from './settings.ts';

/** A workflow that a search starts from: an example state of the paper's initial state. */
export interface Start {
  label: string;
  code: string;
}

/**
 * @param start Comma-separated: names of `examples/workflows`, paths, or `none`.
 * @throws {W4sError} `invalid-option`, or what {@link readWorkflow} throws for a file.
 */
export async function startWorkflows(start: string, task: Task): Promise<Start[]> {
  const names = startNames(start) ?? [];
  if (names.length > 1 && names.includes('none')) {
    throw usageError('invalid-option', 'Expected `start` to be `none` alone or workflows, got both');
  }
  return names[0] === 'none' ? [] : Promise.all(names.map((name) => startWorkflow(name, task)));
}

/** An example by its name, or a file. */
async function startWorkflow(name: string, task: Task): Promise<Start> {
  const known = await exampleNames();
  if (!known.includes(name)) {
    if (!/[./\\]/.test(name)) {
      const hint = `Names are ${known.join(', ')} and none; or name a file, e.g. ./workflow.py.`;
      throw usageError('invalid-option', `Expected \`start\` to be an example workflow or a file, got \`${name}\``, {
        hint,
      });
    }
    return { label: name, code: forTask(await readWorkflow(name), task).code };
  }
  return { label: name, code: withInstructions(await exampleCode(name, task.kind), task) };
}
