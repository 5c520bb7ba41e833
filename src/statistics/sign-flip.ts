import { seededRandom } from '../base/random.ts';

/**
 * Two-sided p that paired differences have mean zero: how often random signs lead at least as far from zero as
 * observed. With differences of -1, 0 and 1 it estimates what McNemar's exact test computes, so it is the test for
 * graded scores and for repeats. Never 0: the smallest p is 1 / (resamples + 1).
 *
 * Source: R. A. Fisher, "The Design of Experiments" (1935), section 21; the added one: B. Phipson and G. Smyth,
 * Statistical Applications in Genetics and Molecular Biology 9 (2010).
 */
export function signFlipTest(
  differences: readonly number[],
  { seed = 0, resamples = 2000 }: { seed?: number; resamples?: number } = {},
): number {
  const moved = differences.filter((difference) => difference !== 0);
  // Sums in a different order differ in the last digits; a tie must stay a tie.
  const observed = Math.abs(moved.reduce((total, difference) => total + difference, 0)) - 1e-12;
  const random = seededRandom('sign-flip', seed, moved.length);
  let asFar = 1;
  for (let i = 0; i < resamples; i++) {
    let sum = 0;
    for (const difference of moved) sum += random() < 0.5 ? difference : -difference;
    if (Math.abs(sum) >= observed) asFar++;
  }
  return asFar / (resamples + 1);
}
