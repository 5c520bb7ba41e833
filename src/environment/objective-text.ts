import { type Objective, type Outcome, costPerCorrect, covers, isAdmissible } from '../statistics/index.ts';

/** What the meta-agent is told to be after; nothing where it is accuracy alone. */
export function goalText(objective: Objective): string {
  const parts = [GOALS[objective.name], limitText(objective)].filter((part) => part !== '');
  return parts.length === 0 ? '' : `\n\nWhat counts: ${parts.join(' ')}`;
}

const GOALS: Record<Objective['name'], string> = {
  accuracy: '',
  'cost-per-correct':
    'the cost of a right answer, that is the cost of all items divided by the number of right answers. ' +
    'A cheaper call, a shorter reply or a call that is left out counts as much as a better answer.',
  pareto:
    'accuracy and cost together. A workflow is worth something if no other is at least as accurate at no more cost: ' +
    'a better one may cost more, and a cheaper one may be less accurate.',
};

function limitText({ minAccuracy, maxLatencyMs }: Objective): string {
  return [
    minAccuracy === null ? '' : `A workflow below ${percent(minAccuracy)} is worth nothing.`,
    maxLatencyMs === null ? '' : `Nine items of ten must be done within ${maxLatencyMs / 1_000} s.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Lines of the feedback on how a workflow stands by the objective; none where that is accuracy alone. */
export function objectiveLines(objective: Objective, outcome: Outcome, earlier: readonly Outcome[]): string[] {
  return [
    isAdmissible(objective, outcome) ? '' : shortfall(objective, outcome),
    objective.name === 'cost-per-correct' ? costLine(outcome, earlier) : '',
    objective.name === 'pareto' ? frontierLine(objective, outcome, earlier) : '',
  ].filter((line) => line !== '');
}

function shortfall({ minAccuracy, maxLatencyMs }: Objective, { accuracy, latencyMs = 0 }: Outcome): string {
  if (minAccuracy !== null && accuracy < minAccuracy)
    return `Below ${percent(minAccuracy)}: it can't win, whatever it costs.`;
  return maxLatencyMs !== null && latencyMs > maxLatencyMs
    ? `Too slow: one item in ten took longer than ${maxLatencyMs / 1_000} s. It can't win.`
    : '';
}

function costLine(outcome: Outcome, earlier: readonly Outcome[]): string {
  const known = earlier.flatMap((one) => costPerCorrect(one).calls ?? []);
  const least = known.length === 0 ? '' : `, the least so far is ${Math.min(...known).toFixed(2)}`;
  const { usd, calls } = costPerCorrect(outcome);
  if (calls === null) return 'It has no right answer.';
  const dollars = usd === null || usd === 0 ? '' : ` and $${usd.toPrecision(2)}`;
  return `A right answer takes ${calls.toFixed(2)} calls${dollars}${least}.`;
}

function frontierLine(objective: Objective, outcome: Outcome, earlier: readonly Outcome[]): string {
  const better = earlier.filter((one) => covers(objective, one, outcome)).length;
  return better === 0
    ? 'No workflow before it is at least as accurate at no more cost.'
    : `Workflows before it that are at least as accurate at no more cost: ${better}.`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
