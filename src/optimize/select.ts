import type { RunnableCandidate, Transition } from '../environment/index.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';
import { type Standing, rank, startToBeat } from '../statistics/index.ts';

/** A transition whose candidate has a program. */
export interface Runnable extends Transition {
  candidate: RunnableCandidate;
}

/** One that could win: all its items were run. */
export interface Finalist extends Runnable {
  evaluation: EvaluationSummary;
}

/** The candidate that advances the state: the first of its turn by {@link rank}. */
export function bestOfTurn(transitions: readonly Transition[]): Transition | undefined {
  return ranked(transitions)[0];
}

/**
 * The winner and the runner-up over the whole history, by validation alone. A candidate that lost its race against the
 * best so far can't win.
 */
export function bestOfHistory(history: readonly Transition[]): {
  winner: Finalist | undefined;
  runnerUp: Finalist | undefined;
} {
  const [winner, runnerUp] = ranked(history.filter(isRunnable).filter(isFinalist));
  return { winner, runnerUp };
}

/** See {@link startToBeat}. */
export function bestStart(history: readonly Transition[]): Runnable | undefined {
  return startToBeat(history.filter(isRunnable), standingOf);
}

function isRunnable(transition: Transition): transition is Runnable {
  return transition.candidate.code !== null;
}

function isFinalist(transition: Runnable): transition is Finalist {
  return transition.evaluation?.status === 'complete';
}

function ranked<T extends Transition>(transitions: readonly T[]): T[] {
  return rank(transitions, standingOf);
}

function standingOf({ status, accuracy, evaluation, candidate: { turn, slot } }: Transition): Standing {
  return { accuracy: status === 'scored' ? accuracy : null, callsPerItem: evaluation?.callsPerItem ?? 0, turn, slot };
}
