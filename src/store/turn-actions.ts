import { type RawBuilder, sql } from 'kysely';
import { candidateId } from '../base/candidate-id.ts';
import type { Store } from './open.ts';

/** That no action of the turn is on record: what a person says can still be heard in it. */
export function isUnacted(runId: string, turn: number): RawBuilder<boolean> {
  const { from, to } = idsOf(runId, turn);
  return sql<boolean>`not exists (select 1 from actions where candidate_id >= ${from} and candidate_id < ${to})`;
}

/** Whether an action of the turn is on record. */
export async function hasActions(store: Store, runId: string, turn: number): Promise<boolean> {
  const { from, to } = idsOf(runId, turn);
  const query = store.db.selectFrom('actions').select('attempt').where('candidate_id', '>=', from);
  return (await query.where('candidate_id', '<', to).limit(1).executeTakeFirst()) !== undefined;
}

/** Between these are the ids of a turn's candidates. */
function idsOf(runId: string, turn: number): { from: string; to: string } {
  const from = candidateId(runId, turn, 0);
  return { from, to: `${from.slice(0, -1)}:` }; // a colon is behind every digit
}
