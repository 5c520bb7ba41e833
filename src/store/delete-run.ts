import { W4sError } from '../base/errors.ts';
import { isAtWork } from './at-work.ts';
import { scopeOf } from './calls.ts';
import type { Store } from './open.ts';
import { runById } from './runs.ts';

/** Tables whose rows belong to one run. Not `openings`: what was seen of a test split stays seen. */
const TABLES_OF_RUN = [
  'candidates',
  'hints',
  'submissions',
  'actions',
  'evaluations',
  'items',
  'calls',
  'intents',
  'events',
  'findings',
  'tool_results',
  'offers',
  'workers',
  'spending',
  'asked',
] as const;

/**
 * Removes a run with all that is on record about it, in one transaction. The answers that it paid for stay in the
 * cache, but for those of a run that had a cache of its own, which nobody could find any more; openings of test
 * splits stay too. Files beside the store are the caller's.
 * @throws {W4sError} `run-busy` while a living process works on it
 */
export async function deleteRun(store: Store, id: string): Promise<void> {
  if (await isAtWork(store, await runById(store, id))) {
    throw new W4sError('run-busy', `Run \`${id}\` is being worked on`, {
      hint: `Stop it with \`w4s cancel ${id}\` first.`,
    });
  }
  const scope = scopeOf(id);
  await store.writer.write((db) => [
    db
      .deleteFrom('item_results')
      .where('evaluation_id', 'in', db.selectFrom('evaluations').select('id').where('run_id', '=', id)),
    ...(['requests', 'samples'] as const).map((table) =>
      db.deleteFrom(table).where('key', '>=', scope).where('key', '<', `${scope}~`),
    ),
    ...TABLES_OF_RUN.map((table) => db.deleteFrom(table).where('run_id', '=', id)),
    db.deleteFrom('runs').where('id', '=', id),
  ]);
}
