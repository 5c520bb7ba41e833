import type { z } from 'zod';
import { W4sError } from '../base/errors.ts';
import type { reviewPolicy } from '../config/contract.ts';
import { type Store, approvalOf, findingsOf } from '../store/index.ts';

/**
 * `always`: a person looks at every workflow, before it runs in a search and before it leaves the run; `on-findings`:
 * before one with findings leaves the run; `never`.
 */
export type ReviewPolicy = z.infer<typeof reviewPolicy>;

/** Whether a workflow may leave its run, as a file or at work on other inputs. */
export type Standing = 'free' | 'waits' | 'rejected';

/** A decision stands whatever the policy says. */
export async function standingOf(policy: ReviewPolicy, store: Store, hash: string): Promise<Standing> {
  const approval = await approvalOf(store, hash);
  if (approval !== undefined) return approval.decision === 'approved' ? 'free' : 'rejected';
  if (policy === 'never') return 'free';
  if (policy === 'always') return 'waits';
  const findings = await findingsOf(store, hash);
  return findings.some(({ severity }) => severity !== 'info') ? 'waits' : 'free';
}

/** A workflow that is to leave its run. */
export interface Leaving {
  label: string;
  hash: string;
  /** Of the run that it comes from; `null` for a file of the user's own. */
  review: ReviewPolicy | null;
  /** Where a person looks at it. @default the label */
  origin?: string;
}

/**
 * Before a workflow leaves its run: as a file, a version, an endpoint, or on inputs of a user.
 * @throws {W4sError} `needs-review`, `rejected`
 */
export async function assertReviewed(store: Store, { label, hash, review, origin = label }: Leaving): Promise<void> {
  const standing = await standingOf(review ?? 'never', store, hash);
  if (standing === 'free') return;
  const [code, why] =
    standing === 'rejected'
      ? ['rejected', "was rejected by a person's review"]
      : ['needs-review', `waits for a person's review (policy ${review})`];
  throw new W4sError(code, `${label} ${why}`, {
    hint: `Look at it: \`w4s review show ${origin}\`. Then: \`w4s review approve ${origin}\`.`,
    facts: { hash },
  });
}
