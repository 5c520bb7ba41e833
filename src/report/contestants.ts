import { z } from 'zod';
import { type EvaluationSummary, costsOf, isScored } from '../evaluate/index.ts';
import { resultOfRun } from '../run/index.ts';
import {
  type Objective,
  type Standing,
  breakEven,
  objectiveOf,
  pairedDifference,
  rank,
  startToBeat,
} from '../statistics/index.ts';
import { type CandidateRow, type Run, scoresOf } from '../store/index.ts';
import { ROUTER_AUTHOR, type Winners } from '../winners/index.ts';
import type { Contestant, CostLine, RunReport, SplitScore, StartReport } from './contract.ts';
import type { Facts } from './facts.ts';

/** As the run's result has them. */
export function winnersOf(run: Run): Winners | null {
  return resultOfRun(run, z.looseObject({ winners: z.custom<Winners | null>().optional() }))?.winners ?? null;
}

export function singleOf(facts: Facts): RunReport['single'] {
  const candidateId = winnersOf(facts.run)?.single?.candidate;
  const single = candidateId === undefined ? null : contestant(facts, candidateId);
  return single === null || candidateId === undefined ? null : { ...single, candidateId };
}

export function contestant({ evaluations }: Facts, candidateId: string): Contestant | null {
  const validation = evaluations.get(`${candidateId}/validation`);
  const test = evaluations.get(`${candidateId}/test`);
  const basis = test ?? validation;
  if (basis === undefined) return null;
  return {
    validation: splitScore(validation),
    test: splitScore(test),
    costPerItemUsd: basis.costUsd === null || basis.n === 0 ? null : basis.costUsd / basis.n,
    callsPerItem: basis.callsPerItem,
    latencyMs: basis.latencyMs,
  };
}

export function startReport(facts: Facts, { id, analysis }: CandidateRow): StartReport | null {
  const found = contestant(facts, id);
  return found === null ? null : { ...found, candidateId: id, name: analysis };
}

function splitScore(summary: EvaluationSummary | undefined): SplitScore | null {
  if (summary === undefined || summary.status === 'stopped') return null;
  return { accuracy: summary.accuracy, interval: summary.interval, n: summary.n, missing: summary.missing };
}

/** `null` unless both are there, are two, and have a score. */
export async function gain({ store, evaluations }: Facts, winner: CandidateRow, start: CandidateRow | undefined) {
  if (start === undefined || start.id === winner.id) return null;
  if (![winner, start].every(({ id }) => isScored(evaluations.get(`${id}/test`)))) return null;
  return pairedDifference(await scoresOf(store, `${winner.id}/test`), await scoresOf(store, `${start.id}/test`));
}

/** The start that the winner had to beat. */
export function firstToBeat(facts: Facts): CandidateRow | undefined {
  return startToBeat(facts.candidates, standings(facts), searchObjective(facts));
}

export async function runnerUp(facts: Facts, winner: CandidateRow | undefined): Promise<RunReport['runnerUp']> {
  const { store, candidates } = facts;
  // A router that was not shown to be better is none: it is out of the running.
  const others = candidates.filter(({ id, written_by: by }) => id !== winner?.id && by !== ROUTER_AUTHOR);
  const [second] = rank(others, standings(facts), searchObjective(facts));
  if (winner === undefined || second === undefined) return null;
  const paired = pairedDifference(
    await scoresOf(store, `${winner.id}/validation`),
    await scoresOf(store, `${second.id}/validation`),
  );
  return paired === null ? null : { candidateId: second.id, paired };
}

/** What the run's search was after. */
function searchObjective({ config }: Facts): Objective {
  return objectiveOf(config.settings ?? {});
}

/** How candidates did on validation items. */
function standings({ evaluations }: Facts): (candidate: CandidateRow) => Standing {
  return ({ id, accuracy, turn, slot }) => {
    const evaluation = evaluations.get(`${id}/validation`);
    return {
      ...(evaluation === undefined ? { callsPerItem: 0 } : costsOf(evaluation)),
      accuracy: evaluation?.status === 'complete' ? accuracy : null,
      turn: Number(turn),
      slot: Number(slot),
    };
  };
}

export function breakEvenOf(winner: Contestant, start: Contestant, costs: readonly CostLine[]): RunReport['breakEven'] {
  const search = costs.filter(({ phase }) => phase === 'search');
  const optimisationCostUsd = search.reduce<number | null>(
    (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
    0,
  );
  const split = winner.test !== null && start.test !== null ? 'test' : 'validation';
  const [reached, before] = [winner[split]?.accuracy ?? null, start[split]?.accuracy ?? null];
  if (reached === null || before === null) return null;
  return breakEven({
    optimisationCostUsd,
    workflow: { accuracy: reached, costPerItemUsd: winner.costPerItemUsd },
    start: { accuracy: before, costPerItemUsd: start.costPerItemUsd },
  });
}
