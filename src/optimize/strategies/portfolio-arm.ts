/** A strategy of a portfolio, as far as the choice looks at it. */
export interface Arm {
  /** By how much each of its turns raised the best score so far, oldest first. */
  gains: number[];
  /** Whether it asks for nothing more. */
  hasEnded: boolean;
}

/**
 * Whose turn it is: each has one, in order; then the one with the largest mean gain over its last turns, on ties the
 * one with the fewest turns, then the first. A gain so counts for `recent` turns of its own, and where nobody gains
 * anything the turns go round.
 *
 * @returns `undefined` where all have ended
 */
export function chooseArm<T extends Arm>(arms: readonly T[], recent: number): T | undefined {
  const open = arms.filter(({ hasEnded }) => !hasEnded);
  const untried = open.find(({ gains }) => gains.length === 0);
  if (untried !== undefined) return untried;
  const [top] = open.toSorted(
    (a, b) => recentGain(b, recent) - recentGain(a, recent) || a.gains.length - b.gains.length,
  );
  return top;
}

function recentGain({ gains }: Arm, recent: number): number {
  const last = gains.slice(-recent);
  return last.reduce((sum, gain) => sum + gain, 0) / last.length;
}
