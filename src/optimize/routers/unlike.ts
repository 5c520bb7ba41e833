import { parseCandidate } from '../../base/candidate-id.ts';
import type { KnownResult } from '../../evaluate/index.ts';
import { type ItemScore, isAdmissible, objectiveOf } from '../../statistics/index.ts';
import { type Values, type Winners, chooseUnlike, valuesOf, worthBy, worthOfEach } from '../../winners/index.ts';
import type { OpenRun } from '../open-run.ts';
import { type Finalist, bestOfHistory, outcomeOf } from '../select.ts';
import type { Transition } from '../../environment/index.ts';
import type { Program } from './contract.ts';

/** Programs to choose from, best single one first. */
export interface Unlike {
  programs: Program[];
  /** What each is worth by item, in their order. */
  values: Values[];
  /** What results are worth: see `worthBy`. */
  worth: (results: readonly KnownResult[]) => ItemScore[];
  /** Of the best single program. */
  single: ItemScore[];
  report: Winners['programs'];
}

/** The K unlike programs of a search, out of those that could win; `undefined` where none could. */
export async function unlikePrograms(
  { plan: { settings }, environment: { log } }: OpenRun,
  history: readonly Transition[],
): Promise<Unlike | undefined> {
  const objective = objectiveOf(settings);
  const { finalists } = bestOfHistory(history, objective);
  const ranked = [];
  for (const finalist of finalists)
    if (isAdmissible(objective, outcomeOf(finalist)))
      ranked.push({ finalist, results: await log.known(finalist.evaluation.evaluationId) });
  const [single] = ranked;
  if (single === undefined) return undefined;
  const worth = worthBy(objective, single.results);
  const valued = ranked.map(({ finalist, results }) => ({ finalist, values: valuesOf(results, worth) }));
  const chosen = chooseUnlike(valued, ({ values }) => values, settings.winners);
  return {
    programs: chosen.map(({ entry: { finalist } }) => ({ name: nameOf(finalist), finalist })),
    values: chosen.map(({ entry }) => entry.values),
    worth: (results) => worthOfEach(results, worth),
    single: worthOfEach(single.results, worth),
    report: chosen.map(({ entry: { finalist }, adds }) => ({
      candidate: finalist.candidate.id,
      hash: finalist.candidate.hash,
      accuracy: finalist.accuracy ?? 0,
      callsPerItem: finalist.evaluation.callsPerItem,
      adds,
    })),
  };
}

function nameOf({ candidate }: Finalist): string {
  return parseCandidate(candidate.id).label ?? candidate.id;
}
