import type { EvaluationSummary } from './contract.ts';
import type { Tally } from './tally.ts';

/** Share of the item runs that must be scored, else the evaluation is inconclusive. */
const COVERAGE = 0.9;

/** What an evaluation came to of which all is run that was asked for. @param asked Item runs. */
export function statusOf(tally: Tally, asked: number, isRaced: boolean): EvaluationSummary['status'] {
  if (tally.scored < COVERAGE * asked || tally.mostlyUnusable) return 'inconclusive';
  return isRaced ? 'raced' : 'complete';
}
