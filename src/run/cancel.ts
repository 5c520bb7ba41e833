import { type Run, type Store, finishRun, isAtWork, updateRun } from '../store/index.ts';

/** What became of a run that was to stop: `stopping` finishes its calls under way; `dead` had no process any more. */
export type Cancelled = 'not-running' | 'stopping' | 'dead';

/** Asks a run to stop. One whose process died is marked as cancelled. */
export async function cancelRun(store: Store, run: Run): Promise<Cancelled> {
  if (run.status !== 'running') return 'not-running';
  if (await isAtWork(store, run)) {
    await updateRun(store, run.id, { cancel_requested: 1 });
    return 'stopping';
  }
  await finishRun(store, run.id, 'cancelled', 'Cancelled after its process had died.', null);
  return 'dead';
}
