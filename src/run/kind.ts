import type { Run } from '../store/index.ts';

/** Runs that score a workflow or use one, with one evaluation each, or write a guide. */
const WITHOUT_CANDIDATES: ReadonlySet<string> = new Set(['eval', 'run', 'serve', 'guide']);
/** Runs on inputs without golds, which have no score. */
const IN_USE: ReadonlySet<string> = new Set(['run', 'serve']);

/** Runs that score workflows which are there. */
const OF_GIVEN_WORKFLOWS: ReadonlySet<string> = new Set(['baselines', 'transfer']);

/** Whether a meta-agent writes workflows in it. */
export function isSearch({ command }: Pick<Run, 'command'>): boolean {
  return hasCandidates({ command }) && !OF_GIVEN_WORKFLOWS.has(command);
}

/** Whether it scores several workflows, each with an evaluation of its own: a search, hand-made ones, or a transfer. */
export function hasCandidates({ command }: Pick<Run, 'command'>): boolean {
  return !WITHOUT_CANDIDATES.has(command);
}

export function isUse({ command }: Pick<Run, 'command'>): boolean {
  return IN_USE.has(command);
}

/** The writing of a design guide. */
export function isGuide({ command }: Pick<Run, 'command'>): boolean {
  return command === 'guide';
}
