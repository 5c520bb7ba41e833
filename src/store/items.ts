import type { Selectable } from 'kysely';
import type { Json } from '../base/json.ts';
import type { WorkflowInput } from '../task/contract.ts';
import type { Store } from './open.ts';
import type { ItemsTable } from './schema.ts';

export interface SaveItems {
  runId: string;
  split: string;
  items: readonly (WorkflowInput & { target?: Json })[];
  /** Whether the golds may be kept: see `keepsGolds`. */
  withTargets: boolean;
}

/** Rows of one statement: SQLite takes 32,766 parameters. */
const CHUNK = 1_000;

/** Keeps what the items of a run ask. */
export async function saveItems(store: Store, { runId, split, items, withTargets }: SaveItems): Promise<void> {
  const rows = items.map(({ id, input, target }) => ({
    run_id: runId,
    split,
    item_id: id,
    input,
    target: withTargets ? JSON.stringify(target ?? null) : null,
  }));
  const chunks = Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, i) =>
    rows.slice(i * CHUNK, (i + 1) * CHUNK),
  );
  await store.writer.write((db) =>
    chunks.map((chunk) =>
      db
        .insertInto('items')
        .values(chunk)
        .onConflict((c) => c.columns(['run_id', 'split', 'item_id']).doNothing()),
    ),
  );
}

export async function itemsOf(
  store: Store,
  runId: string,
  split: string,
  ids: readonly string[],
): Promise<Map<string, Selectable<ItemsTable>>> {
  if (ids.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('items')
    .selectAll()
    .where('run_id', '=', runId)
    .where('split', '=', split)
    .where('item_id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.item_id, row]));
}

/** Ids of the items that two runs have in a split with another input in each. */
export async function changedItems(
  store: Store,
  split: string,
  [first, second]: readonly [string, string],
): Promise<Set<string>> {
  const rows = await store.db
    .selectFrom('items as a')
    .innerJoin('items as b', (join) => join.onRef('a.split', '=', 'b.split').onRef('a.item_id', '=', 'b.item_id'))
    .where('a.split', '=', split)
    .where('a.run_id', '=', first)
    .where('b.run_id', '=', second)
    .whereRef('a.input', '!=', 'b.input')
    .select('a.item_id')
    .execute();
  return new Set(rows.map(({ item_id: id }) => id));
}
