import type { EvaluationSummary } from '../../evaluate/index.ts';
import type { Evaluation, Run } from '../../store/index.ts';
import type { Matrix } from '../contract.ts';

/** How an evaluation is called in a URL: by its candidate, `t03c1`, else by its label. */
export function labelOf({ candidate_id: candidate, label }: Pick<Evaluation, 'candidate_id' | 'label'>): string {
  return candidate?.split('/').at(-1) ?? label;
}

/** What the evaluation came to, once it ended. */
export function accuracyOf({ summary }: Evaluation): number | null {
  return summary === null ? null : (JSON.parse(summary) as EvaluationSummary).accuracy;
}

/** Of the evaluations on one split: the start, and the winner or what is best so far, beside the start if it can be. */
export function tellingPair({ winner_id: winner }: Run, evaluations: readonly Evaluation[]): Matrix['pair'] {
  const start = evaluations.find(({ candidate_id: id }) => id?.endsWith('/t00c0')) ?? evaluations[0];
  if (start === undefined) return null;
  const others = evaluations.filter((one) => one !== start);
  const best = others
    .filter(({ status }) => status === 'complete')
    .toSorted((a, b) => (accuracyOf(b) ?? 0) - (accuracyOf(a) ?? 0))[0];
  const shown = others.find((one) => winner !== null && one.candidate_id === winner) ?? best ?? others[0] ?? start;
  return [labelOf(start), labelOf(shown)];
}
