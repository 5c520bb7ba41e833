import type { Run } from '../store/index.ts';

/** Runs that score a workflow or use one, with one evaluation each, or write a guide; all others search for one. */
const NO_SEARCH: ReadonlySet<string> = new Set(['eval', 'run', 'serve', 'guide']);
/** Runs on inputs without golds, which have no score. */
const IN_USE: ReadonlySet<string> = new Set(['run', 'serve']);

export function isSearch({ command }: Pick<Run, 'command'>): boolean {
  return !NO_SEARCH.has(command);
}

export function isUse({ command }: Pick<Run, 'command'>): boolean {
  return IN_USE.has(command);
}

/** The writing of a design guide. */
export function isGuide({ command }: Pick<Run, 'command'>): boolean {
  return command === 'guide';
}
