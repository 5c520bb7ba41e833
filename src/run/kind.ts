import type { Run } from '../store/index.ts';

/**
 * What a run is to whoever reads it. `search`: a meta-agent writes workflows; `workflows`: several that are there are
 * scored on one split; `evaluation`: one is; `use`: one works on inputs without golds; `guide`: a design guide is
 * written.
 */
export type RunKind = 'search' | 'workflows' | 'evaluation' | 'use' | 'guide';

/** Of the commands that write runs; those that are not here search. */
const KINDS: ReadonlyMap<string, RunKind> = new Map([
  ['eval', 'evaluation'],
  ['run', 'use'],
  ['serve', 'use'],
  ['guide', 'guide'],
  ['baselines', 'workflows'],
  ['transfer', 'workflows'],
]);

export function kindOf({ command }: Pick<Run, 'command'>): RunKind {
  return KINDS.get(command) ?? 'search';
}

export function isSearch(run: Pick<Run, 'command'>): boolean {
  return kindOf(run) === 'search';
}
