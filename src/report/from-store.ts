import { proposalsOf } from '../proposals/index.ts';
import type { Store } from '../store/index.ts';
import { turnReports } from './candidate-reports.ts';
import {
  breakEvenOf,
  contestant,
  firstToBeat,
  gain,
  runnerUp,
  singleOf,
  startReport,
  winnersOf,
} from './contestants.ts';
import type { RunReport } from './contract.ts';
import { costLines, priceLines, racing } from './costs.ts';
import { failingItems, sumFailures } from './failing-items.ts';
import { readFacts, runFacts } from './facts.ts';
import { openings, testLooks } from './openings.ts';

/** The report of a run, from what the store holds. Works at any time, also while the run goes on or after a crash. */
export async function runReport(store: Store, runId: string): Promise<RunReport> {
  const facts = await readFacts(store, runId);
  const { run, candidates, evaluations } = facts;
  const winner = candidates.find(({ id }) => id === run.winner_id);
  const first = firstToBeat(facts);
  const costs = await costLines(store, runId);
  const winnerContestant = winner === undefined ? null : contestant(facts, winner.id);
  const start = first === undefined ? null : startReport(facts, first);
  return {
    run: await runFacts(facts),
    turns: await turnReports(facts),
    proposals: await proposalsOf(store, runId),
    start,
    winner:
      winner === undefined || winnerContestant === null
        ? null
        : {
            ...winnerContestant,
            candidateId: winner.id,
            hash: winner.code_hash!,
            gain: await gain(facts, winner, first),
          },
    failingItems: await failingItems(facts, [winner, first]),
    failures: sumFailures(evaluations.values()),
    costs,
    prices: priceLines(run),
    racing: racing(evaluations.values()),
    testOpenings: await openings(facts),
    testLooks: await testLooks(facts),
    winners: winnersOf(run),
    single: singleOf(facts),
    runnerUp: await runnerUp(facts, winner),
    breakEven:
      winnerContestant === null || start === null || winner === first
        ? null
        : breakEvenOf(winnerContestant, start, costs),
  };
}
