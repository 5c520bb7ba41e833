import { usageError } from '../base/errors.ts';
import { type EvaluationSummary, inconclusiveBecause } from '../evaluate/index.ts';
import { count, interval, percent, points } from '../present/index.ts';
import { type Comparison, unlikeText } from '../report/index.ts';
import type { Store } from '../store/index.ts';
import type { SplitName } from '../task/contract.ts';
import { compare, evaluationsFor } from './compare.ts';
import type { ScoreSettings } from './settings.ts';

/** What an evaluation has to reach, as a test suite has to pass. */
export interface Requirements {
  /** The least mean score, in [0, 1]. */
  minScore?: number;
  /** A run or candidate that it must not be worse than. */
  noWorseThan?: string;
  /**
   * How much worse still counts as no worse, in [0, 1]: the lower end of the paired interval must not lie below minus
   * this. @default 0.05
   */
  margin?: number;
}

/** Whether one of them is reached. `inconclusive`: too little was scored to say. */
export interface Requirement {
  name: 'min-score' | 'no-worse-than';
  outcome: 'met' | 'missed' | 'inconclusive';
  /** A sentence with the figures, without its stop. */
  text: string;
}

/** An end of an interval that lies on the margin must not miss it by rounding. */
const ROUNDING = 1e-9;

/** Of the items scored now, the share that the other run has to have scored too: the coverage of an evaluation. */
const FEWEST_SHARED = 0.9;

/** The evaluation to compare with, by its id: `latest` is another one once this one has begun. */
export async function baselineOf(
  store: Store,
  { noWorseThan }: Requirements,
  { task, split }: { task: string; split: SplitName },
): Promise<string | undefined> {
  if (noWorseThan === undefined) return undefined;
  const found = await evaluationsFor(store, noWorseThan);
  const evaluation = found.get(split);
  if (evaluation?.task === task) return evaluation.id;
  const has = [...found.values()].map((row) => `${row.task} (${row.split})`).join(' and ') || 'no evaluation';
  throw usageError('not-comparable', `Expected \`${noWorseThan}\` to be scored on ${task} (${split}), got ${has}`, {
    hint: 'Score it on the same task and split with `w4s eval`, and name that run.',
  });
}

/** Holds an evaluation that has ended to what was required of it. Empty where nothing was. */
export async function checkRequirements(
  store: Store,
  summary: EvaluationSummary,
  { minScore, margin, baseline }: Pick<ScoreSettings, 'minScore' | 'margin'> & { baseline: string | undefined },
): Promise<Requirement[]> {
  const requirements: Requirement[] = [];
  if (minScore !== undefined) requirements.push(reaches(summary, minScore));
  if (baseline !== undefined) requirements.push(await staysAt(store, summary, baseline, margin));
  return requirements;
}

function reaches(summary: EvaluationSummary, minScore: number): Requirement {
  const name = 'min-score';
  const { accuracy, interval: range, n } = summary;
  if (accuracy === null) return { name, outcome: 'inconclusive', text: whyNoScore(summary) };
  const found = `${percent(accuracy)} ${interval(range)} on ${count(n)} item runs`;
  return accuracy >= minScore
    ? { name, outcome: 'met', text: `the score is ${found}, at least ${percent(minScore)}` }
    : { name, outcome: 'missed', text: `the score is ${found}, below ${percent(minScore)}` };
}

async function staysAt(
  store: Store,
  summary: EvaluationSummary,
  baseline: string,
  margin: number,
): Promise<Requirement> {
  if (summary.accuracy === null) return { name: 'no-worse-than', outcome: 'inconclusive', text: whyNoScore(summary) };
  return noWorse(await compare({ store, first: summary.evaluationId, second: baseline }), margin);
}

/**
 * Whether the first of two is shown to be no worse than the second by more than a margin: a test of non-inferiority.
 * That no difference was found says nothing, as few items never find one; so the burden of proof is on the first.
 */
export function noWorse(comparison: Comparison, margin: number): Requirement {
  const { paired, first, second, changed, unshared, unlike } = comparison;
  const name = 'no-worse-than';
  const shared = paired?.items ?? 0;
  const own = shared + unshared.first + changed;
  const unsettled = [first, second].find(({ status }) => status === 'inconclusive' || status === 'stopped');
  if (unsettled !== undefined)
    return { name, outcome: 'inconclusive', text: `the evaluation of ${unsettled.label} is ${unsettled.status}` };
  // A task may change in what scores no answer, or by items that are added: those are compared that both have.
  const scoring = unlike.find((what) => what !== 'task');
  if (scoring !== undefined) return { name, outcome: 'inconclusive', text: unlikeText(scoring, second.label) };
  if (paired === null || shared < FEWEST_SHARED * own) {
    const others = changed === 0 ? '' : `, ${count(changed)} have another input there`;
    const text = `only ${count(shared)} of ${count(own)} items were scored in ${second.label} too${others}`;
    return { name, outcome: 'inconclusive', text };
  }
  const difference = `${points(paired.difference)} ${interval(paired.interval)} on ${count(shared)} items`;
  const found = `against ${second.label} it is ${difference}`;
  const floor = points(-margin);
  const { low, high } = paired.interval;
  if (low >= -margin - ROUNDING) return { name, outcome: 'met', text: `${found}: the lower end is not below ${floor}` };
  if (high < -margin) return { name, outcome: 'missed', text: `${found}: it is worse by more than ${points(margin)}` };
  return { name, outcome: 'missed', text: `${found}: the lower end is below ${floor}${itemsNeeded(paired, margin)}` };
}

/** Intervals shrink with the root of the number of items. */
function itemsNeeded(
  { difference, items, interval: { low } }: NonNullable<Comparison['paired']>,
  margin: number,
): string {
  const room = difference + margin;
  if (room <= 0) return '';
  const needed = Math.ceil(items * ((difference - low) / room) ** 2);
  return `; a difference like this would show with some ${count(needed)} items`;
}

function whyNoScore(summary: EvaluationSummary): string {
  return inconclusiveBecause(summary) ?? `the evaluation ended before its last item (${summary.status})`;
}
