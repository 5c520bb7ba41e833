import { type Run, type Store, hasActions } from '../store/index.ts';
import { configOfRun } from './config.ts';
import { isSearch } from './kind.ts';

/** Why no turn can hear a person any more, in words that begin a sentence's message. */
export interface Closed {
  code: 'not-a-search' | 'run-ended' | 'no-turn-left';
  message: string;
}

/** Whether a turn of a run is still to come, which takes what persons give to it; `null` where one is. */
export async function whyClosed(store: Store, run: Run): Promise<Closed | null> {
  if (!isSearch(run)) return { code: 'not-a-search', message: `Run \`${run.id}\` is no search: it has no turns` };
  if (run.status === 'done') return { code: 'run-ended', message: `Run \`${run.id}\` has ended: no turn is to come` };
  const { turns } = configOfRun(run).settings ?? {};
  if (typeof turns !== 'number' || !(await hasActions(store, run.id, turns))) return null;
  return { code: 'no-turn-left', message: `Run \`${run.id}\` is in its last turn: no other is to come` };
}
