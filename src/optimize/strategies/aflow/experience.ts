import { headOf } from '../../../base/clip.ts';
import type { Transition } from '../../../environment/index.ts';
import { ideaOf } from '../idea.ts';

/** What came of one modification of a workflow. */
export interface Trial {
  /** In the meta-agent's words. */
  modification: string;
  /** Mean validation score after it. */
  accuracy: number;
}

/** Longest modification that is told again. Characters. */
const LENGTH = 300;

/** By this the first line of an analysis names the modification. */
const MARK = 'Modification:';

/** What a candidate changed, in the meta-agent's own words. */
export function modificationOf({ candidate }: Pick<Transition, 'candidate'>): string {
  const lines = ideaOf(candidate)
    .split('\n')
    .map((line) => line.trim());
  const named = lines.find((line) => line.startsWith(MARK))?.slice(MARK.length);
  const text = (named ?? lines.join(' ')).trim();
  return headOf(text, LENGTH) || '(not told)';
}

/**
 * The experience of a workflow (AFlow, "experience backpropagation"): the modifications tried on it, those
 * that failed before those that succeeded.
 */
export function experienceText(before: number, trials: readonly Trial[]): string {
  if (trials.length === 0) return 'Nothing was tried on it yet.';
  const isBetter = ({ accuracy }: Trial): boolean => accuracy > before;
  return [
    ...trials.filter((trial) => !isBetter(trial)).map((trial) => `- failed: ${lineOf(before, trial)}`),
    ...trials.filter(isBetter).map((trial) => `- succeeded: ${lineOf(before, trial)}`),
  ].join('\n');
}

function lineOf(before: number, { accuracy, modification }: Trial): string {
  return `${percent(before)} -> ${percent(accuracy)}: ${modification}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
