import { type Session, identicalText } from '../session/index.ts';
import type { Run } from '../store/index.ts';
import { type NewRun, createRunOf, findEarlier, findIdentical, keepItems } from './begin.ts';

interface TakeUpOptions {
  /** Whether answers of other runs are used. */
  cache: 'use' | 'fresh';
  /** Told where a run of the same identity is done: nothing else can come out. */
  onWarning?: (text: string) => void;
}

/** A new run, or the unfinished one of the same command. */
export async function takeUp({ store }: Session, run: NewRun, { cache, onWarning }: TakeUpOptions): Promise<Run> {
  const earlier = await findEarlier(store, run.identity, run.name);
  if (earlier !== undefined) {
    await keepItems(store, earlier.id, run);
    return earlier;
  }
  const identical = cache === 'use' ? await findIdentical(store, run.identity) : undefined;
  if (identical !== undefined) onWarning?.(identicalText(identical.id));
  return createRunOf(store, { ...run, joins: true });
}
