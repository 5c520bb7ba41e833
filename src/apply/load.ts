import type { ApplyOptions, OpenWorkflow } from './contract.ts';
import { openWorkflow } from './open.ts';

export type LoadWorkflowOptions = Omit<ApplyOptions, 'workflow' | 'session' | 'command' | 'planned'>;

/**
 * A workflow for use in a program: `run(input)`, `stream(inputs)`, `close()`. Declare it with `await using`, or close
 * it: what it was opened for ends with it.
 *
 * @param workflow A published version (`emails`, `emails@3`), a run (its winner), `RUN/t03c1`, or a .py file
 * @throws {W4sError} for what can't be used; `needs-review` and `rejected`
 */
export function loadWorkflow(workflow: string, options: LoadWorkflowOptions = {}): Promise<OpenWorkflow> {
  return openWorkflow({ ...options, workflow });
}
