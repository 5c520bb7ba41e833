import type { RunnableCandidate, Transition } from '../environment/index.ts';
import { type EvaluationSummary, costsOf } from '../evaluate/index.ts';
import {
  ACCURACY,
  type Objective,
  type Outcome,
  type Standing,
  isAdmissible,
  rank,
  startToBeat,
} from '../statistics/index.ts';

/** A transition whose candidate has a program. */
export interface Runnable extends Transition {
  candidate: RunnableCandidate;
}

/** One that could win: all its items were run. */
export interface Finalist extends Runnable {
  evaluation: EvaluationSummary;
}

/** The candidate that advances the state: the first of its turn by {@link rank}. */
export function bestOfTurn(transitions: readonly Transition[], objective?: Objective): Transition | undefined {
  return ranked(transitions, objective)[0];
}

export interface BestOfHistory {
  winner: Finalist | undefined;
  runnerUp: Finalist | undefined;
  /** All whose items were all run, best first. */
  finalists: readonly Finalist[];
}

/**
 * The winner and the runner-up over the whole history, by validation alone. A candidate that lost its race against the
 * best so far, or does not hold what the objective asks for in any case, can't win.
 */
export function bestOfHistory(history: readonly Transition[], objective: Objective = ACCURACY): BestOfHistory {
  const finalists = ranked(history.filter(isRunnable).filter(isFinalist), objective);
  const [winner, runnerUp] = finalists.filter((one) => isAdmissible(objective, outcomeOf(one)));
  return { winner, runnerUp, finalists };
}

/** What was measured of one that could win. */
export function outcomeOf({ accuracy, evaluation }: Finalist): Outcome {
  return { accuracy: accuracy ?? 0, ...costsOf(evaluation) };
}

/** See {@link startToBeat}. */
export function bestStart(history: readonly Transition[], objective?: Objective): Runnable | undefined {
  return startToBeat(history.filter(isRunnable), standingOf, objective);
}

function isRunnable(transition: Transition): transition is Runnable {
  return transition.candidate.code !== null;
}

function isFinalist(transition: Runnable): transition is Finalist {
  return transition.evaluation?.status === 'complete';
}

function ranked<T extends Transition>(transitions: readonly T[], objective?: Objective): T[] {
  return rank(transitions, standingOf, objective);
}

function standingOf({ status, accuracy, evaluation, candidate: { turn, slot } }: Transition): Standing {
  const costs = evaluation === null ? { callsPerItem: 0 } : costsOf(evaluation);
  return { ...costs, accuracy: status === 'scored' ? accuracy : null, turn, slot };
}
