import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from './open.ts';
import { type Run, askOwner, isAlive, runIfThere } from './runs.ts';

/** Milliseconds for which a run is watched for a sign of life: three of its process's. */
const WATCH_MS = 6_000;
/** How often it is looked at meanwhile. */
const LOOKS = 4;

/** Whether a living process works on the run: see {@link findAtWork}. */
export async function isAtWork(store: Store, run: Run, watchMs?: number): Promise<boolean> {
  return (await findAtWork([run], lookIn(store), watchMs)) !== undefined;
}

/**
 * The first of some runs that a living process works on. A clock alone declares none of them dead: a process that
 * can't be asked, and was silent for long or has a clock of its own, is watched for a sign of life, all runs at once.
 * @param look Reads a run once more; `undefined` where it is gone.
 */
export async function findAtWork(
  runs: readonly Run[],
  look: (run: Run) => Promise<Run | undefined>,
  watchMs = WATCH_MS,
): Promise<Run | undefined> {
  const alive = runs.find(isAlive);
  const silent = runs.filter(({ owner }) => owner !== null && askOwner(owner) === undefined);
  if (alive !== undefined || silent.length === 0) return alive;
  for (let looks = 0; looks < LOOKS; looks++) {
    await sleep(watchMs / LOOKS);
    for (const run of silent) {
      const now = await look(run);
      if (now?.owner != null && now.heartbeat_at !== run.heartbeat_at) return run;
    }
  }
  return undefined;
}

/** Looks at runs of one store. */
export function lookIn(store: Store): (run: Run) => Promise<Run | undefined> {
  return ({ id }) => runIfThere(store, id);
}
