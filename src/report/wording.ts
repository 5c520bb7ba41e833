import type { BreakEven, PairedDifference } from '../statistics/index.ts';
import type { Comparison, Unlike } from './comparison.ts';
import type { RunFacts, RunReport } from './contract.ts';
import { count, dollars, moment, percent, pointsWithInterval, pValue } from '../present/index.ts';

/** Stands wherever a run with a simulated model is shown. */
export const SIMULATED =
  'At least one model of this run was a simulator. It tests the machinery; ' +
  'these numbers say nothing about the method or about any real model.';

/** The metric inside a sentence: `accuracy`, `F1`, `pass@1`. */
export function metricWord({ metric }: Pick<RunFacts, 'metric'>): string {
  return metric === 'f1' ? 'F1' : metric;
}

/** The metric at the head of a column. */
export function capitalised(word: string): string {
  return word === 'pass@1' ? word : word.charAt(0).toUpperCase() + word.slice(1);
}

/** `+9.4 points [3.1, 15.6], p 0.004 (exact McNemar, 500 items)`. */
export function pairedSentence(paired: PairedDifference): string {
  const test = paired.pMethod === 'mcnemar' ? 'exact McNemar' : 'sign-flip test';
  return `${pointsWithInterval(paired)}, ${pValue(paired.p)} (${test}, ${count(paired.items, 'item')})`;
}

/** Of what was picked as the best by the items that it is compared on. */
export function chosenSentence(subject: string): string {
  return `${subject} was chosen by these very items: its lead and its p are too good, and the test items tell.`;
}

/** What a reader must know before believing a comparison. */
export function comparisonNotes(
  { chosen, unlike }: Pick<Comparison, 'chosen' | 'unlike'>,
  names: Record<'first' | 'second', string> = { first: 'first', second: 'second' },
): string[] {
  const told = unlike.map((what) => unlikeText(what, `the ${names.second}`));
  return [
    ...chosen.map((side) => chosenSentence(`The ${names[side]}`)),
    ...told.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`),
  ];
}

/** How the scores of the second came about differently, as a part of a sentence. */
export function unlikeText(what: Unlike, second: string): string {
  if (what === 'task') return 'the task (description, scorer or items) changed between the two';
  return what === 'judge' ? `another judge scored ${second}` : `another scorer, or another version, scored ${second}`;
}

/** Whether and when the workflow has paid for its optimisation. */
export function breakEvenSentence(breakEven: BreakEven): string {
  const { items, verdict, costPerExtraCorrectUsd: extra } = breakEven;
  const price = extra === null ? '' : ` A correct answer beyond the start’s costs ${dollars(extra)}.`;
  switch (verdict) {
    case 'pays-off':
      return (
        `Pays for its optimisation after ${count(items, 'item')}, ` +
        `counted per correct answer against the start.${price}`
      );
    case 'none-needed':
      return `Break-even: none needed, the search cost nothing.${price}`;
    case 'never':
      return `Never pays for its optimisation in money: a correct answer costs more than the start’s.${price}`;
    case 'unpriced':
      return 'Break-even is unknown: a price is missing.';
  }
}

/** How often the test split of the task was looked at, this run included. */
export function looksSentence({ testLooks, run }: Pick<RunReport, 'testLooks' | 'run'>): string | null {
  if (testLooks === null) return null;
  const { count: runs, lastRun, lastAt } = testLooks;
  return (
    `The test split was opened by ${count(runs, 'run')} of task ${run.task} in this store, ` +
    `last by ${lastRun} (${moment(lastAt)}).`
  );
}

/** What racing left out and what that saved. */
export function racingSentence({ racing }: Pick<RunReport, 'racing'>): string | null {
  if (racing === null || racing.planned === 0) return null;
  const share = percent(racing.skipped / racing.planned);
  const part = `${count(racing.skipped)} of ${count(racing.planned)} item runs (${share})`;
  const saving = racing.savedUsd === null ? 'what that saved is unpriced' : `saved about ${dollars(racing.savedUsd)}`;
  return `${part} left out for candidates that were behind the best; ${saving}.`;
}
