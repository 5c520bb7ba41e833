import type { ItemFailure } from '../workflow/index.ts';
import { type Store, itemResults } from '../store/index.ts';

/** Why an evaluation lacks items: the first one's failure, as an example. */
export async function missingCause(store: Store, evaluationId: string): Promise<ItemFailure | undefined> {
  for await (const { score, failure } of itemResults(store, evaluationId))
    if (score === null && failure !== undefined) return failure;
  return undefined;
}
