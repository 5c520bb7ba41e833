import type { Store } from './open.ts';

/** Everything that a run tells while it goes on, noun-verb. */
export type EventType =
  | 'run-started'
  | 'run-resumed'
  | 'run-finished'
  | 'run-stopped'
  | 'turn-started'
  | 'candidate-proposed'
  | 'candidate-repaired'
  | 'candidate-skipped'
  | 'candidate-held'
  | 'candidate-scored'
  | 'turn-finished'
  | 'test-opened'
  | 'test-scored'
  | 'call-retried'
  | 'warning-raised';

export interface RunEvent {
  type: EventType;
  at: number;
  data: Record<string, unknown>;
}

/** Appends to a run's events; keeps its own count, so only the process that holds the run may make one. */
export async function eventLog(store: Store, runId: string): Promise<(event: RunEvent) => Promise<void>> {
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

export async function eventsOf(store: Store, runId: string, afterSeq = 0): Promise<(RunEvent & { seq: number })[]> {
  const rows = await store.db
    .selectFrom('events')
    .selectAll()
    .where('run_id', '=', runId)
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({
    seq: Number(row.seq),
    type: row.type as EventType,
    at: Number(row.at),
    data: JSON.parse(row.data) as Record<string, unknown>,
  }));
}
