import { setImmediate as rest } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Evaluation, Store } from '../../store/index.ts';
import { CELL, SCORES } from '../contract.ts';

/**
 * An evaluation as one character an item, in the order of `itemIds`: a million item results are never rows here. What
 * has ended is read once, and others get a turn between two evaluations.
 */
export async function cellsOf(store: Store, evaluation: Evaluation, itemIds: readonly string[]): Promise<string> {
  if (evaluation.status === 'running' || evaluation.status === 'stopped')
    return readCells(store, evaluation.id, itemIds);
  const known = knownIn(store);
  const key = `${evaluation.id} ${evaluation.finished_at} ${itemIds.length}`;
  const cells = known.get(key) ?? (await readCells(store, evaluation.id, itemIds));
  known.delete(key);
  known.set(key, cells);
  const [oldest] = known.keys();
  if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  return cells;
}

/** Evaluations that are kept in memory, those that were asked for last. */
const MOST_KNOWN = 1_000;

const KNOWN = new WeakMap<Store, Map<string, string>>();

function knownIn(store: Store): Map<string, string> {
  const known = KNOWN.get(store) ?? new Map<string, string>();
  KNOWN.set(store, known);
  return known;
}

async function readCells(store: Store, evaluationId: string, itemIds: readonly string[]): Promise<string> {
  await rest();
  const { ids, cells } = await readColumn(store, evaluationId);
  const found = JSON.parse(ids) as string[];
  if (found.length === itemIds.length && found.every((id, i) => id === itemIds[i])) return cells ?? '';
  const places = new Map(found.map((id, i) => [id, i]));
  return itemIds.map((id) => cells?.charAt(places.get(id) ?? -1) || CELL.notRun).join('');
}

/** Items that have a result, and a cell for each: its mean over repeats, to the step. */
async function readColumn(store: Store, evaluationId: string): Promise<{ ids: string; cells: string | null }> {
  const steps = SCORES.length - 1;
  const cell = sql`case
    when avg(score) is null then ${CELL.missing}
    when avg(score) = 0 and count(failure_kind) > 0 then ${CELL.failed}
    else substr(${SCORES}, 1 + cast(floor(avg(score) * ${steps} + 0.5) as integer), 1) end`;
  const { rows } = await sql<{ ids: string | null; cells: string | null }>`
    select ${store.dialect.jsonArray('item_id')} as ids, string_agg(cell, '' order by item_id) as cells from (
      select item_id, ${cell} as cell from item_results
      where evaluation_id = ${evaluationId} group by item_id) as items`.execute(store.db);
  return { ids: rows[0]?.ids ?? '[]', cells: rows[0]?.cells ?? null };
}
