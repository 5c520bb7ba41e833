import { signFlipTest } from './sign-flip.ts';

/** Up to this many, all signs are tried: 2^20 take milliseconds. */
const MOST_EXACT = 20;
const RESAMPLES = 100_000;

export interface SignFlip {
  /** Two-sided p of no difference. */
  p: number;
  /** `exact`: all signs; `monte-carlo`: 100,000 draws with a fixed seed. */
  method: 'exact' | 'monte-carlo';
}

/**
 * As {@link signFlipTest}, over all 2^n signs where at most 20 differences are not 0: the share that lies at least as
 * far from zero as the observed mean. n differences of one sign give the smallest possible p, 2 / 2^n.
 */
export function exactSignFlipTest(differences: readonly number[]): SignFlip {
  const moved = differences.filter((difference) => difference !== 0);
  if (moved.length > MOST_EXACT) return { p: signFlipTest(moved, { resamples: RESAMPLES }), method: 'monte-carlo' };
  const scale = moved.reduce((total, difference) => total + Math.abs(difference), 0);
  // Sums in a different order differ in the last digits; a tie must stay a tie.
  const observed = Math.abs(moved.reduce((total, difference) => total + difference, 0)) - 1e-10 * scale;
  return { p: countAsFar(moved, 0, 0, observed) / 2 ** moved.length, method: 'exact' };
}

function countAsFar(moved: readonly number[], next: number, sum: number, observed: number): number {
  const difference = moved[next];
  if (difference === undefined) return Math.abs(sum) >= observed ? 1 : 0;
  return (
    countAsFar(moved, next + 1, sum + difference, observed) + countAsFar(moved, next + 1, sum - difference, observed)
  );
}
