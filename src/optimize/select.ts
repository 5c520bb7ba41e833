import type { Transition } from '../environment/index.ts';
import { type Standing, rank, startToBeat } from '../statistics/index.ts';

/** The candidate that advances the state: the first of its turn by {@link rank}. */
export function bestOfTurn(transitions: readonly Transition[]): Transition | undefined {
  return ranked(transitions)[0];
}

/**
 * The winner and the runner-up over the whole history, by validation alone. A candidate that lost its race against the
 * best so far can't win.
 */
export function bestOfHistory(history: readonly Transition[]): {
  winner: Transition | undefined;
  runnerUp: Transition | undefined;
} {
  const [winner, runnerUp] = ranked(history.filter(({ evaluation }) => evaluation?.status === 'complete'));
  return { winner, runnerUp };
}

/** See {@link startToBeat}. */
export function bestStart(history: readonly Transition[]): Transition | undefined {
  return startToBeat(history, standingOf);
}

function ranked(transitions: readonly Transition[]): Transition[] {
  return rank(transitions, standingOf);
}

function standingOf({ status, accuracy, evaluation, candidate: { turn, slot } }: Transition): Standing {
  return { accuracy: status === 'scored' ? accuracy : null, callsPerItem: evaluation?.callsPerItem ?? 0, turn, slot };
}
