import type { Store } from './open.ts';

/** An event as it is stored: `run/events.ts` knows what there is. */
export interface StoredEvent {
  type: string;
  /** Milliseconds since 1970. */
  at: number;
  /** JSON. */
  data: object;
}

/** Appends to a run's events; keeps its own count, so only the process that holds the run may make one. */
export async function eventLog(store: Store, runId: string): Promise<(event: StoredEvent) => Promise<void>> {
  const last = await store.db
    .selectFrom('events')
    .select((e) => e.fn.max('seq').as('seq'))
    .where('run_id', '=', runId)
    .executeTakeFirst();
  let seq = Number(last?.seq ?? 0);
  return ({ type, at, data }) => {
    const row = { run_id: runId, seq: ++seq, at, type, data: JSON.stringify(data) };
    return store.writer.write((db) => db.insertInto('events').values(row));
  };
}

export async function eventsOf(store: Store, runId: string, afterSeq = 0): Promise<(StoredEvent & { seq: number })[]> {
  const rows = await store.db
    .selectFrom('events')
    .selectAll()
    .where('run_id', '=', runId)
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .execute();
  return rows.map(({ seq, type, at, data }) => ({
    seq: Number(seq),
    type,
    at: Number(at),
    data: JSON.parse(data) as object,
  }));
}
