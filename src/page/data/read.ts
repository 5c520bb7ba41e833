import { usageError } from '../../base/errors.ts';
import { type Run, type Store, runIfThere } from '../../store/index.ts';

/** A run by its exact id: what stands in an address is no abbreviation. @throws usage error `unknown-run` */
export async function runOf(store: Store, id: string): Promise<Run> {
  const run = await runIfThere(store, id);
  if (run !== undefined) return run;
  throw usageError('unknown-run', `There is no run \`${id}\` in this store`, { hint: 'It may have been deleted.' });
}
