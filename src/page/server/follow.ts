import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Store } from '../../store/index.ts';
import { MOST_RUNS } from '../contract.ts';

/** Calls back with the runs that changed. */
export type Listener = (runs: readonly string[]) => void;

export interface Follower {
  /** Returns what ends it. */
  listen(listener: Listener): () => void;
  close(): void;
}

/** Milliseconds between two looks at the store. */
const EVERY_MS = 500;

/**
 * Follows a store that other processes write: the database says with one value whether anybody else wrote, and only
 * then are the runs looked at. Looks once before it resolves, then while somebody listens: whoever begins is told of
 * all that changed since the last look, so nothing is missed between two.
 */
export async function followStore(store: Store, everyMs = EVERY_MS): Promise<Follower> {
  const listeners = new Set<Listener>();
  let version = await versionOf(store);
  let known = await marksOf(store);
  let isLooking = false;

  const look = async (): Promise<void> => {
    const now = await versionOf(store);
    if (now === version) return;
    const marks = await marksOf(store);
    const changed = [...marks].flatMap(([id, mark]) => (known.get(id) === mark ? [] : [id]));
    const gone = [...known.keys()].filter((id) => !marks.has(id));
    known = marks;
    version = now;
    if (changed.length + gone.length > 0) for (const tell of listeners) tell([...changed, ...gone]);
  };
  // One look at a time; one that fails (a store that is gone) is tried again.
  const lookOn = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    for (;;) {
      await sleep(everyMs, undefined, { ref: false });
      if (listeners.size === 0) break;
      await look().catch(() => undefined);
    }
    isLooking = false;
  };
  return {
    listen(listener) {
      listeners.add(listener);
      void lookOn();
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}

/** Changes when another connection, also one of this process, wrote. */
async function versionOf(store: Store): Promise<string | number | undefined> {
  const { rows } = await sql<{ version: string | number }>`select ${store.dialect.version} as version`.execute(
    store.db,
  );
  return rows[0]?.version;
}

/**
 * What of a run a page may show: it changes with every event, item result and call, with what persons say of it, and
 * with its end. Of the runs that are at work, however old they are, and of those that ended last.
 */
async function marksOf(store: Store): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; mark: string }>`
    select id, status || ' ' || coalesce(cast(finished_at as text), '') || ' ' || cancel_requested || ' ' ||
      coalesce((select max(seq) from events where run_id = runs.id), 0) || ' ' ||
      (select count(*) from decisions where code_hash in (
        select code_hash from candidates where run_id = runs.id)) || ' ' ||
      (select count(*) from hints where run_id = runs.id) || ' ' ||
      (select count(*) from submissions where run_id = runs.id) ||
      case when status = 'running' then ' ' || coalesce(owner, '') || ' ' || (
        select count(*) from item_results where evaluation_id in (
          select id from evaluations where run_id = runs.id and summary is null)) else '' end as mark
    from runs order by status = 'running' desc, coalesce(finished_at, created_at) desc limit ${MOST_RUNS}`.execute(
    store.db,
  );
  return new Map(rows.map(({ id, mark }) => [id, mark]));
}
