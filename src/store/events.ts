import { sql } from 'kysely';
import type { Store } from './open.ts';

/** An event as it is stored: `run/events.ts` knows what there is. */
export interface StoredEvent {
  type: string;
  /** Milliseconds since 1970. */
  at: number;
  /** JSON. */
  data: object;
}

/** Appends to a run's events. The number comes from the rows: who lost the run may still have a last word. */
export function appendEvent(store: Store, runId: string, { type, at, data }: StoredEvent): Promise<void> {
  return store.writer.write((db) => {
    const next = db
      .selectFrom('events')
      .select(sql<number>`coalesce(max(seq), 0) + 1`.as('seq'))
      .where('run_id', '=', runId);
    return db.insertInto('events').values({ run_id: runId, seq: next, at, type, data: JSON.stringify(data) });
  });
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
