import type { EvaluationSummary } from '../evaluate/contract.ts';
import type { Evaluation, Run } from '../store/index.ts';
import { configOfRun } from './config.ts';
import { isSearch, kindOf } from './kind.ts';

type Score = Pick<EvaluationSummary, 'accuracy' | 'interval' | 'n' | 'missing'>;

/** What a list of runs says about one: also while it goes on, and after a crash. */
export interface Headline {
  /** What was scored or used: the file of an evaluation, a candidate of a search, the name of a given workflow. */
  workflow: string | null;
  /**
   * Of a search: that of its winner on validation items, or of the best so far. Of given workflows: that of the best
   * on their split. `null` where nothing is scored yet, and where there is nothing to score: inputs have no golds.
   */
  score: Score | null;
  /** Of a search: that of its winner on test items. */
  test: Score | null;
}

interface Scored {
  row: Evaluation;
  summary: EvaluationSummary;
}

/** @param evaluations All of the run. */
export function headlineOf(run: Run, evaluations: readonly Evaluation[]): Headline {
  const scored = evaluations.flatMap((row): Scored[] =>
    row.summary === null ? [] : [{ row, summary: JSON.parse(row.summary) as EvaluationSummary }],
  );
  if (isSearch(run)) return ofSearch(run, scored);
  const { label = null } = configOfRun(run);
  if (kindOf(run) === 'evaluation') return { workflow: label, score: scoreOf(scored[0]), test: null };
  if (kindOf(run) !== 'workflows') return { workflow: label, score: null, test: null };
  const best = bestOf(scored);
  return { workflow: best?.row.label ?? null, score: scoreOf(best), test: null };
}

function ofSearch({ winner_id: winner }: Run, scored: readonly Scored[]): Headline {
  const of = (split: string): Scored[] => scored.filter(({ row }) => row.split === split);
  const won = (one: Scored): boolean => winner !== null && one.row.candidate_id === winner;
  const best = of('validation').find(won) ?? bestOf(of('validation'));
  const tested = of('test').find((one) => won(one) && one.summary.status !== 'stopped');
  return {
    workflow: best?.row.candidate_id?.split('/').at(-1) ?? null,
    score: scoreOf(best),
    test: scoreOf(tested),
  };
}

/** What was cut off or left out of a race is not compared. */
function bestOf(scored: readonly Scored[]): Scored | undefined {
  return scored
    .filter(({ summary: { status, accuracy } }) => status === 'complete' && accuracy !== null)
    .toSorted((a, b) => (b.summary.accuracy ?? 0) - (a.summary.accuracy ?? 0))[0];
}

function scoreOf(scored: Scored | undefined): Score | null {
  if (scored === undefined) return null;
  const { accuracy, interval, n, missing } = scored.summary;
  return { accuracy, interval, n, missing };
}
