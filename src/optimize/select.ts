import type { Transition } from '../environment/index.ts';

/** The candidate that advances the state: best validation accuracy of its turn, of equals the cheaper, then the first. */
export function bestOfTurn(transitions: readonly Transition[]): Transition | undefined {
  return ranked(transitions)[0];
}

/**
 * The winner and the runner-up over the whole history, by validation alone. A candidate that lost its race against the
 * best so far can't win.
 */
export function bestOfHistory(history: readonly Transition[]): { winner: Transition | undefined; runnerUp: Transition | undefined } {
  const [winner, runnerUp] = ranked(history.filter(({ evaluation }) => evaluation?.status === 'complete'));
  return { winner, runnerUp };
}

/** Scored ones, best first. Of equals the one with fewer calls for an item, then the earlier one. */
function ranked(transitions: readonly Transition[]): Transition[] {
  return transitions
    .filter(({ status, accuracy }) => status === 'scored' && accuracy !== null)
    .toSorted((a, b) => b.accuracy! - a.accuracy! || a.evaluation!.callsPerItem - b.evaluation!.callsPerItem
      || a.candidate.turn - b.candidate.turn || a.candidate.slot - b.candidate.slot);
}
