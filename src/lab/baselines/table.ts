import { type ItemScore, holmAdjusted, pairedDifference } from '../../statistics/index.ts';
import { type Baseline, REFERENCE } from './catalogue.ts';
import type { BaselineRow, Difference, ScoredWorkflow } from './contract.ts';

/** What was scored, with the items of each. */
export interface Scored {
  baselines: readonly ScoredWorkflow[];
  /** By the name of the baseline. */
  votes: ReadonlyMap<string, ScoredWorkflow & { votes: number }>;
  /** By candidate. */
  scores: ReadonlyMap<string, readonly ItemScore[]>;
}

/** Each baseline against the plain question and against its vote, in pairs; Holm's adjustment is over all of these. */
export function rowsOf(scored: Scored, catalogue: readonly Pick<Baseline, 'name' | 'source'>[]): BaselineRow[] {
  const direct = scored.baselines.find(({ name }) => name === REFERENCE);
  const rows = scored.baselines.map((one): BaselineRow => {
    const vote = scored.votes.get(one.name);
    return {
      ...one,
      source: catalogue.find(({ name }) => name === one.name)?.source ?? null,
      againstDirect: one === direct ? null : differenceOf(one, direct, scored),
      vote: vote === undefined ? null : { ...vote, difference: differenceOf(one, vote, scored) },
    };
  });
  const all = rows.flatMap(({ againstDirect, vote }) => [againstDirect, vote?.difference ?? null]);
  adjust(all.filter((one) => one !== null));
  return rows;
}

/** First minus second; `null` where one of them is inconclusive. */
function differenceOf(
  first: ScoredWorkflow,
  second: ScoredWorkflow | undefined,
  { scores }: Scored,
): Difference | null {
  if (second === undefined || first.accuracy === null || second.accuracy === null) return null;
  const of = ({ candidate }: ScoredWorkflow): readonly ItemScore[] => scores.get(candidate) ?? [];
  const paired = pairedDifference(of(first), of(second));
  if (paired === null) return null;
  const { items, difference, interval, p } = paired;
  return { items, difference, interval, p, pHolm: p };
}

function adjust(differences: readonly Difference[]): void {
  const adjusted = holmAdjusted(differences.map(({ p }) => p));
  for (const [at, one] of differences.entries()) one.pHolm = adjusted[at] ?? one.p;
}
