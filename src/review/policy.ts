import { type Store, approvalOf, findingsOf } from '../store/index.ts';

/**
 * `always`: a person looks at every workflow, before it runs in a search and before it leaves the run; `on-findings`:
 * before one with findings leaves the run; `never`.
 */
export type ReviewPolicy = 'always' | 'on-findings' | 'never';

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
