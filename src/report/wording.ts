import type { RunFacts, RunReport } from './contract.ts';
import { count, interval, points, pValue, usd } from './format.ts';
import type { BreakEven } from '../statistics/break-even.ts';
import type { PairedDifference } from '../statistics/paired.ts';

/** Stands wherever a run with a simulated model is shown. */
export const SIMULATED =
  'At least one model of this run was a simulator. It tests the machinery; these numbers say nothing about the method or about any real model.';

/** `accuracy` as a heading's word: `Accuracy`, `F1`, `pass@1`. */
export function metricWord({ metric }: Pick<RunFacts, 'metric'>): string {
  return metric === 'f1' ? 'F1' : metric;
}

/** `+9.4 pts [3.1, 15.6], p 0.004 (exact McNemar, 500 items)`. */
export function pairedSentence(paired: PairedDifference): string {
  const test = paired.pMethod === 'mcnemar' ? 'exact McNemar' : 'sign-flip test';
  return `${points(paired.difference)} ${interval(paired.interval)}, p ${pValue(paired.p)} (${test}, ${count(paired.items)} items)`;
}

/** Whether and when the workflow has paid for its optimisation. */
export function breakEvenSentence(breakEven: BreakEven): string {
  const extra = breakEven.costPerExtraCorrectUsd;
  const price = extra === null ? '' : ` Each correct answer more than the plain executor’s costs ${usd(extra)}.`;
  switch (breakEven.verdict) {
    case 'pays-off':
      return `Pays for its optimisation after ${count(breakEven.items)} items, counted per correct answer against the plain executor.${price}`;
    case 'never':
      return `Never pays for its optimisation in money: a correct answer costs more than the plain executor’s.${price}`;
    case 'unpriced':
      return 'Break-even is unknown: a price is missing.';
  }
}

/** What racing left out and what that saved. */
export function racingSentence({ racing }: Pick<RunReport, 'racing'>): string | null {
  if (racing === null || racing.planned === 0) return null;
  const share = ((100 * racing.skipped) / racing.planned).toFixed(0);
  return `${count(racing.skipped)} of ${count(racing.planned)} item runs (${share} %) left out for candidates that could not win any more; saved about ${usd(racing.savedUsd)}.`;
}
