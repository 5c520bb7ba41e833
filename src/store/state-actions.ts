import { type RawBuilder, sql } from 'kysely';
import type { Store } from './open.ts';

/** That no action taken in the state is on record: what a person says can still be heard in it. */
export function isUnacted(stateId: string): RawBuilder<boolean> {
  return sql<boolean>`not exists (select 1 from actions where state_id = ${stateId})`;
}

/** Whether an action that was taken in the state is on record. */
export async function hasActions(store: Store, stateId: string): Promise<boolean> {
  const query = store.db.selectFrom('actions').select('attempt').where('state_id', '=', stateId).limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}
