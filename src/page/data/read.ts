import { usageError } from '../../base/errors.ts';
import { compare } from '../../score/index.ts';
import { type Run, type Store } from '../../store/index.ts';
import type { ComparisonView } from '../contract.ts';

/** A run by its exact id: what stands in an address is no abbreviation. @throws usage error `unknown-run` */
export async function runOf(store: Store, id: string): Promise<Run> {
  const run = await store.db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  if (run !== undefined) return run;
  throw usageError('unknown-run', `There is no run \`${id}\` in this store`, { hint: 'It may have been deleted.' });
}

/** Two runs or candidates, item by item. @throws usage errors where they share no items */
export async function comparisonView(store: Store, first: string, second: string): Promise<ComparisonView> {
  const comparison = await compare({ store, first, second });
  return { first, second, comparison };
}
