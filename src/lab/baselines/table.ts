import { type Baseline, REFERENCE } from './catalogue.ts';
import type { BaselineRow, ScoredWorkflow } from './contract.ts';
import { type ScoresByCandidate, adjustDifferences, differenceOf } from './difference.ts';

/** What was scored, with the items of each. */
export interface Scored {
  baselines: readonly ScoredWorkflow[];
  /** By the name of the baseline. */
  votes: ReadonlyMap<string, ScoredWorkflow & { votes: number }>;
  scores: ScoresByCandidate;
}

/** Each baseline against the plain question and against its vote, in pairs; Holm's adjustment is over all of these. */
export function rowsOf(scored: Scored, catalogue: readonly Pick<Baseline, 'name' | 'source'>[]): BaselineRow[] {
  const direct = scored.baselines.find(({ name }) => name === REFERENCE);
  const rows = scored.baselines.map((one): BaselineRow => {
    const vote = scored.votes.get(one.name);
    return {
      ...one,
      source: catalogue.find(({ name }) => name === one.name)?.source ?? null,
      againstDirect: one === direct ? null : differenceOf(one, direct, scored.scores),
      vote: vote === undefined ? null : { ...vote, difference: differenceOf(one, vote, scored.scores) },
    };
  });
  const all = rows.flatMap(({ againstDirect, vote }) => [againstDirect, vote?.difference ?? null]);
  adjustDifferences(all);
  return rows;
}
