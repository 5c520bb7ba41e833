import { W4sError } from '../../base/errors.ts';
import { type CandidateReport, runReport } from '../../report/index.ts';
import { type ActionRow, type Run, type Store, actionsOf, candidatesOf, decisionsOf } from '../../store/index.ts';
import { instead, isSearch, whyClosed } from '../../run/index.ts';
import { candidateLabel } from '../../base/candidate-id.ts';
import type { Attempt, CandidateView, Review } from '../contract.ts';

/** One candidate of a search, or a given workflow. @throws {W4sError} `unknown-candidate` */
export async function candidateView(store: Store, run: Run, label: string): Promise<CandidateView> {
  const [view] = await candidateViews(store, run, [label]);
  if (view !== undefined) return view;
  throw new W4sError('unknown-candidate', `There is no candidate \`${label}\` in run \`${run.id}\``, {
    hint: 'The page of the run lists them.',
  });
}

/** The views of several candidates, from one reading of their run. Labels that nobody bears are left out. */
export async function candidateViews(store: Store, run: Run, labels: readonly string[]): Promise<CandidateView[]> {
  const [{ turns }, actions, rows, closed] = await Promise.all([
    runReport(store, run.id),
    actionsOf(store, run.id),
    candidatesOf(store, run.id),
    whyClosed(store, run),
  ]);
  const all = turns.flatMap(({ candidates }) => candidates);
  const chosen = all.filter((one) => labels.includes(candidateLabel(one)));
  const attempts = Map.groupBy(actions, ({ candidate_id: id }) => id);
  const row = new Map(rows.map((one) => [one.id, one]));
  return Promise.all(
    chosen.map(async (candidate) => ({
      // The parent's code is in the parent's own view.
      candidate: { ...candidate, parentCode: null },
      isGiven: !isSearch(run),
      hash: row.get(candidate.id)?.code_hash ?? null,
      against: isSearch(run) ? rivals(candidate, all, run.winner_id) : NO_RIVALS,
      attempts: (attempts.get(candidate.id) ?? []).map(attemptOf),
      feedback: row.get(candidate.id)?.feedback ?? null,
      reviews: await reviewsOf(store, row.get(candidate.id)?.code_hash ?? null),
      closed: closed === null ? null : { message: closed.message, hint: instead(run) },
    })),
  );
}

const NO_RIVALS: CandidateView['against'] = { parent: null, start: null, best: null };

function rivals(
  { id, parentId }: CandidateReport,
  all: readonly CandidateReport[],
  winner: string | null,
): CandidateView['against'] {
  const label = (other: CandidateReport | undefined): string | null =>
    other === undefined || other.id === id ? null : candidateLabel(other);
  const best = all
    .filter(({ status, accuracy }) => status === 'scored' && accuracy !== null)
    .toSorted((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0))[0];
  return {
    parent: label(all.find((one) => one.id === parentId)),
    start: label(all.find(({ turn }) => turn === 0)),
    best: label(all.find((one) => one.id === winner) ?? best),
  };
}

function attemptOf(row: ActionRow): Attempt {
  return {
    attempt: Number(row.attempt),
    messages: JSON.parse(row.messages) as Attempt['messages'],
    completion: row.completion,
    problem: row.problem,
    promptTokens: Number(row.prompt_tokens),
    completionTokens: Number(row.completion_tokens),
    costUsd: row.cost_usd,
  };
}

async function reviewsOf(store: Store, hash: string | null): Promise<Review[]> {
  const decisions = hash === null ? [] : await decisionsOf(store, hash);
  return decisions.map((one) => ({ ...one, at: new Date(one.at).toISOString() }));
}
