import { type Pending, pendingReviews } from '../../review/index.ts';
import { type Store, findingsOf } from '../../store/index.ts';
import type { PendingReview } from '../contract.ts';

/** What waits for a person, with what was noticed about each text; what blocks a search comes first. */
export async function reviewsOf(store: Store): Promise<PendingReview[]> {
  return Promise.all((await pendingReviews(store)).map((one) => withFindings(store, one)));
}

async function withFindings(store: Store, { candidate, since, ...pending }: Pending): Promise<PendingReview> {
  const findings = (await findingsOf(store, pending.hash)).map(({ rule, severity, detail, line }) => ({
    kind: rule,
    severity,
    detail,
    line: Number(line) === 0 ? null : Number(line),
  }));
  return {
    ...pending,
    candidate: candidate.split('/').at(-1) ?? candidate,
    since: new Date(since).toISOString(),
    findings,
  };
}
