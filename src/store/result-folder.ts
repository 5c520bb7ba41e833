import { join } from 'node:path';
import type { Store } from './open.ts';

/** Folders beside a store: what commands wrote there, and look for, beside its rows. */
export const RESULT_FOLDERS = ['runs', 'study', 'ablation', 'transfer', 'votes'] as const;

export type ResultFolder = (typeof RESULT_FOLDERS)[number];

/** Where the files of a result lie; `null` for a store in memory. */
export function resultFolder({ home }: Pick<Store, 'home'>, kind: ResultFolder, name: string): string | null {
  return home === null ? null : join(home, kind, name);
}

/** Where a run's files lie; `null` for a store in memory. */
export function runFolder(store: Pick<Store, 'home'>, runId: string): string | null {
  return resultFolder(store, 'runs', runId);
}
