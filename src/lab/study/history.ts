import type { EvaluationSummary } from '../../evaluate/index.ts';
import { rank, runningBest } from '../../statistics/index.ts';
import { type CandidateRow, type Store, candidatesOf, evaluationsOf } from '../../store/index.ts';
import { W4sError } from '../../base/errors.ts';
import { ROUTER_AUTHOR } from '../../winners/index.ts';

/** A candidate of a search with its evaluation on validation items. */
export interface Judged {
  id: string;
  turn: number;
  slot: number;
  status: CandidateRow['status'];
  hash: string | null;
  /** `null` unless all its items were run. */
  accuracy: number | null;
  /** Executor calls of its evaluation, including cached answers. */
  calls: number;
  callsPerItem: number;
}

/** The candidates of a run, in order of turn and slot; routers over them are none. */
export async function historyOf(store: Store, runId: string): Promise<Judged[]> {
  const evaluations = new Map((await evaluationsOf(store, runId)).map((row) => [row.candidate_id, row]));
  const rows = (await candidatesOf(store, runId)).filter((row) => row.written_by !== ROUTER_AUTHOR);
  return rows.map(({ id, turn, slot, status, code_hash: hash, accuracy }) => {
    const text = evaluations.get(id)?.summary ?? null;
    const summary = text === null ? null : (JSON.parse(text) as EvaluationSummary);
    return {
      id,
      turn,
      slot,
      status,
      hash,
      calls: summary?.calls ?? 0,
      callsPerItem: summary?.callsPerItem ?? 0,
      accuracy: status === 'scored' && summary?.status === 'complete' ? accuracy : null,
    };
  });
}

/** A candidate that could win. */
export type Scored = Judged & { hash: string; accuracy: number };

export interface Counted {
  /** The candidates that could win. */
  candidates: Judged[];
  calls: number;
  /** Whether the next candidate would exceed the cap, or an earlier one did. */
  reached: boolean;
}

/**
 * The part of a search that stays within a number of executor calls. A search never looks ahead, so this part equals a
 * search with that cap.
 */
export function withinCalls(history: readonly Judged[], cap: number | null): Counted {
  const counted: Counted = { candidates: [], calls: 0, reached: false };
  for (const candidate of history) {
    if (!isJudged(candidate)) break;
    if (cap !== null && counted.calls + candidate.calls > cap) return { ...counted, reached: true };
    counted.candidates.push(candidate);
    counted.calls += candidate.calls;
  }
  return { ...counted, reached: cap !== null && counted.calls >= cap };
}

/** Best on validation by {@link rank}, as `optimize` picks. @throws {W4sError} `no-winner` */
export function winnerOf(candidates: readonly Judged[]): Scored {
  const [winner] = rank(
    candidates.filter((one): one is Scored => one.accuracy !== null && one.hash !== null),
    (one) => one,
  );
  if (winner === undefined)
    throw new W4sError('no-winner', 'No workflow of the search could be scored, not even the start', {
      hint: '`w4s runs` lists the runs; `w4s show RUN` says what failed.',
    });
  return winner;
}

/**
 * Best validation score up to each turn, from turn 0.
 * @param perTurn If one turn sampled everything: how many of its candidates stand for one turn of the others.
 */
export function bestByTurn(candidates: readonly Judged[], turns: number, perTurn?: number): (number | null)[] {
  const turnOf = ({ turn, slot }: Judged): number =>
    perTurn === undefined || turn === 0 ? turn : 1 + Math.floor(slot / perTurn);
  const scores = Array.from({ length: turns + 1 }, (_, turn) => {
    const known = candidates.filter((one) => turnOf(one) === turn).flatMap(({ accuracy }) => accuracy ?? []);
    return known.length === 0 ? null : Math.max(...known);
  });
  return runningBest(scores);
}

/**
 * Whether a candidate is at its end without a score: no program that works, one to which most replies of the executor
 * were cut off or empty, or one too many of whose items could not be scored. Each is on record, so another try would
 * end the same.
 */
export function isUnscored({ status }: Pick<Judged, 'status'>): boolean {
  return status === 'skipped' || status === 'inconclusive';
}

/** Whether the candidate's score is final. */
export function isJudged({ status }: Pick<Judged, 'status'>): boolean {
  return status === 'scored' || status === 'skipped' || status === 'inconclusive';
}
