import type { z } from 'zod';
import { W4sError } from '../base/errors.ts';
import type { reviewPolicy } from '../config/contract.ts';
import { type Store, approvalOf, findingsOf } from '../store/index.ts';
import { routedIn, workflowHash } from '../workflow/index.ts';

/**
 * `always`: a person looks at every workflow, before it runs in a search and before it leaves the run; `on-findings`:
 * before one with findings leaves the run; `never`.
 */
export type ReviewPolicy = z.infer<typeof reviewPolicy>;

/** Whether a workflow may leave its run, as a file or at work on other inputs. */
export type Standing = 'free' | 'waits' | 'rejected';

/** A text with its hash: a decision is about one. */
export interface Reviewed {
  code: string;
  hash: string;
}

/**
 * A decision stands whatever the policy says. A router without one stands as its programs do: what else runs in it was
 * written by w4s. What a meta-agent said of the programs is in it too, as text for the executor.
 */
export async function standingOf(policy: ReviewPolicy, store: Store, { code, hash }: Reviewed): Promise<Standing> {
  const approval = await approvalOf(store, hash);
  if (approval !== undefined) return approval.decision === 'approved' ? 'free' : 'rejected';
  const programs = programsOf(code);
  if (programs.length > 0) return worst(await Promise.all(programs.map((one) => standingOf(policy, store, one))));
  if (policy === 'never') return 'free';
  if (policy === 'always') return 'waits';
  const findings = await findingsOf(store, hash);
  return findings.some(({ severity }) => severity !== 'info') ? 'waits' : 'free';
}

/** The programs that a router chooses from; none of any other text. */
export function programsOf(code: string): (Reviewed & { name: string })[] {
  const programs = routedIn(code)?.programs ?? new Map<string, string>();
  return [...programs].map(([name, text]) => ({ name, code: text, hash: workflowHash(text) }));
}

function worst(standings: readonly Standing[]): Standing {
  return (['rejected', 'waits'] as const).find((one) => standings.includes(one)) ?? 'free';
}

/** A workflow that is to leave its run. */
export interface Leaving extends Reviewed {
  label: string;
  /** Of the run that it comes from; `null` for a file of the user's own. */
  review: ReviewPolicy | null;
  /** Where a person looks at it. @default the label */
  origin?: string;
}

/**
 * Before a workflow leaves its run: as a file, a version, an endpoint, or on inputs of a user.
 * @throws {W4sError} `needs-review`, `rejected`
 */
export async function assertReviewed(
  store: Store,
  { label, code: text, hash, review, origin = label }: Leaving,
): Promise<void> {
  const standing = await standingOf(review ?? 'never', store, { code: text, hash });
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
