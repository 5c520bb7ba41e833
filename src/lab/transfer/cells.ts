import { type Store, scoresOf } from '../../store/index.ts';
import { type ScoredWorkflow, type ScoresByCandidate, adjustDifferences, differenceOf } from '../baselines/index.ts';
import type { TransferCell } from './contract.ts';
import type { Pair } from './plan.ts';
import type { ScoredPlace } from './run-place.ts';

/** The cells of some places, from the scores on record. */
export async function cellsOf(store: Store, split: string, places: readonly ScoredPlace[]): Promise<TransferCell[]> {
  const scores: Map<string, Awaited<ReturnType<typeof scoresOf>>> = new Map();
  for (const { candidate } of places.flatMap(({ scored }) => scored))
    scores.set(candidate, await scoresOf(store, `${candidate}/${split}`));
  return pairedCells(places, scores);
}

/** The cells whose both sides were scored, in pairs; Holm's adjustment is over all of them. */
export function pairedCells(places: readonly ScoredPlace[], scores: ScoresByCandidate): TransferCell[] {
  const cells = places.flatMap((one) => one.place.pairs.flatMap((pair) => cellOf(one, pair, scores) ?? []));
  adjustDifferences(cells.map(({ difference }) => difference));
  return cells;
}

function cellOf(
  { place, run, scored }: ScoredPlace,
  { winner: { subject }, workflow, start }: Pair,
  scores: ScoresByCandidate,
): TransferCell | undefined {
  const of = (hash: string): ScoredWorkflow | undefined =>
    scored[place.workflows.findIndex((one) => one.hash === hash)];
  const [mine, theirs] = [of(workflow.hash), of(start.hash)];
  if (mine === undefined || theirs === undefined) return undefined;
  return {
    winner: subject.label,
    task: place.task.name,
    executor: place.executor.id,
    isHome: subject.task === place.task.name && subject.executor === place.executor.id,
    scored: mine,
    start: { ...theirs, name: start.name, kind: start.kind },
    difference: workflow.hash === start.hash ? null : differenceOf(mine, theirs, scores),
    run,
  };
}
