import type { Run } from '../store/index.ts';

/** Runs that score a workflow or use one, with one evaluation each; all others search for one. */
const OF_ONE_WORKFLOW: ReadonlySet<string> = new Set(['eval', 'run', 'serve']);
/** Runs on inputs without golds, which have no score. */
const IN_USE: ReadonlySet<string> = new Set(['run', 'serve']);

export function isSearch({ command }: Pick<Run, 'command'>): boolean {
  return !OF_ONE_WORKFLOW.has(command);
}

export function isUse({ command }: Pick<Run, 'command'>): boolean {
  return IN_USE.has(command);
}
