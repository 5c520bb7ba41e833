import { W4sError } from '../base/errors.ts';
import { type Store, approvalOf, findingsOf, isApproved } from '../store/index.ts';
import type { Subject } from '../subject/index.ts';
import type { Finding } from '../workflow/index.ts';

/** `always`: a person looks at every workflow that leaves the run; `on-findings`: at those with findings; `never`. */
export type ReviewPolicy = 'always' | 'on-findings' | 'never';

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

/**
 * Before a workflow leaves its run: as a file, a version, an endpoint, or on inputs of a user.
 * @throws {W4sError} `needs-review` and `rejected`
 */
export async function assertReviewed(store: Store, { label, hash, review, version }: Subject): Promise<void> {
  const reference = version?.origin ?? label;
  if ((await approvalOf(store, hash))?.decision === 'rejected')
    throw new W4sError('rejected', `${label} was rejected by a person's review`, {
      hint: `\`w4s export ${reference} --approve\` takes that back.`,
      facts: { hash },
    });
  if (review === null || !(await needsReview(review, store, hash))) return;
  throw new W4sError('needs-review', `${label} waits for a person's review (policy ${review})`, {
    hint: `Look at it: \`w4s show ${reference} --code\`. Then: \`w4s export ${reference} --approve\`.`,
    facts: { hash },
  });
}
