import type { EvaluationSummary } from './contract.ts';
import type { Tally } from './tally.ts';

/** Share of the item runs that must be scored, else the evaluation is inconclusive. */
const COVERAGE = 0.9;

/** How an evaluation ended that was not stopped. @param asked Item runs that were not left out by a race. */
export function statusOf(tally: Tally, asked: number, raced: boolean): EvaluationSummary['status'] {
  if (tally.scored < COVERAGE * asked || tally.mostlyUnusable) return 'inconclusive';
  return raced ? 'raced' : 'complete';
}
