import type { Comparison } from '../../report/index.ts';
import { configOfRun } from '../../run/index.ts';
import { compare, evaluationsFor } from '../../score/index.ts';
import { type Evaluation, type Store, candidateById } from '../../store/index.ts';
import type { SplitName } from '../../task/contract.ts';
import type { ComparedPlace, ComparisonView } from '../contract.ts';
import { labelOf } from './labels.ts';
import { runOf } from './read.ts';

export interface ComparedReferences {
  /** A run or a candidate, as for `w4s compare`. */
  first: string;
  second: string;
  split?: string;
}

/** Two runs or candidates, item by item. @throws usage errors where they share no items */
export async function comparisonView(
  store: Store,
  { first, second, split }: ComparedReferences,
): Promise<ComparisonView> {
  const comparison = await compare({ store, first, second, split: split as SplitName | undefined });
  const [one, other] = await Promise.all([evaluationsFor(store, first), evaluationsFor(store, second)]);
  return {
    first: await placeOf(store, one, comparison),
    second: await placeOf(store, other, comparison),
    comparison,
    splits: [...one.keys()].filter((name) => other.has(name)),
  };
}

async function placeOf(
  store: Store,
  evaluations: ReadonlyMap<string, Evaluation>,
  { split }: Comparison,
): Promise<ComparedPlace> {
  const evaluation = evaluations.get(split);
  if (evaluation === undefined) throw new Error(`Expected an evaluation on ${split}`);
  const { run_id: run, candidate_id: candidate } = evaluation;
  const code =
    candidate === null ? configOfRun(await runOf(store, run)).code : (await candidateById(store, candidate))?.code;
  return { run, label: labelOf(evaluation), isCandidate: candidate !== null, code: code ?? null };
}
