import type { Interval } from './contract.ts';
import { studentP } from './student-t.ts';
import { tQuantile } from './t-quantile.ts';

/** One training of each of two arms with the same seed: the means over everything measured of it. */
export interface TrainingPair {
  seed: number;
  first: number;
  second: number;
}

export interface TrainingDifference {
  /** Pairs of trainings: the sample size. */
  trainings: number;
  firstMean: number;
  secondMean: number;
  /** `firstMean - secondMean`. */
  difference: number;
  /** 95%, about other trainings; `null` for a single pair, and where all differ by the same, which shows no spread. */
  interval: Interval | null;
  /** Two-sided p of no difference; `null` like the interval, but 1 where no pair differs. */
  p: number | null;
}

/** Below it a standard error is rounding. */
const NO_SPREAD = 1e-9;

/**
 * Compares two ways of training, with the training as the unit of repetition: a paired t-test over the trainings'
 * means. Everything measured of one training (families, searches, items) lies within its cluster and only makes its
 * mean more precise. `null` for no pair.
 *
 * Source: Student, "The probable error of a mean", Biometrika 6 (1908).
 */
export function trainingDifference(pairs: readonly TrainingPair[]): TrainingDifference | null {
  const trainings = pairs.length;
  if (trainings === 0) return null;
  const [firstMean, secondMean] = [mean(pairs.map(({ first }) => first)), mean(pairs.map(({ second }) => second))];
  const difference = firstMean - secondMean;
  const means = { trainings, firstMean, secondMean, difference };
  if (trainings === 1) return { ...means, interval: null, p: null };
  const spread = pairs.reduce((sum, { first, second }) => sum + (first - second - difference) ** 2, 0);
  const error = Math.sqrt(spread / (trainings - 1) / trainings);
  if (error < NO_SPREAD) return { ...means, interval: null, p: Math.abs(difference) < NO_SPREAD ? 1 : null };
  const half = tQuantile(trainings - 1) * error;
  const interval = { low: difference - half, high: difference + half };
  return { ...means, interval, p: studentP(difference / error, trainings - 1) };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
