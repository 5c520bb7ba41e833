import { type Store, findingsOf, isApproved } from '../store/index.ts';
import type { Finding } from '../workflow/index.ts';
import type { Settings } from './options.ts';

/** `always`: a person looks at every workflow that leaves the run; `on-findings`: at those with findings; `never`. */
export type ReviewPolicy = Settings['review'];

/**
 * During the search, `always` also keeps dangerous candidates from being run until a person approved that exact text.
 */
export function holdsFor(
  policy: ReviewPolicy,
  store: Store,
): (hash: string, findings: readonly Finding[]) => Promise<boolean> {
  return async (hash, findings) =>
    policy === 'always' && findings.some(({ severity }) => severity === 'danger') && !(await isApproved(store, hash));
}

/** Whether a workflow may not leave the run (as a file, an endpoint) before a person approved its hash. */
export async function needsReview(policy: ReviewPolicy, store: Store, hash: string): Promise<boolean> {
  if (policy === 'never' || (await isApproved(store, hash))) return false;
  if (policy === 'always') return true;
  return (await findingsOf(store, hash)).some(({ severity }) => severity !== 'info');
}
