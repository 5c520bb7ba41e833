import { normalDensity, normalProbability } from './normal.ts';

/** Normal scores beyond it are as good as never. */
const TAIL = 8;
const STEPS = 400;

/**
 * Critical difference of Nemenyi's test: two arms whose mean ranks over the blocks differ by at least so much differ.
 * `CD = q sqrt(k (k + 1) / (6 N))`, where q is the point of the studentized range for k arms and infinitely many
 * degrees of freedom, divided by the square root of 2.
 *
 * Source: P. Nemenyi, "Distribution-free multiple comparisons" (1963), as in J. Demsar, "Statistical comparisons of
 * classifiers over multiple data sets", JMLR 7 (2006), section 3.2.2.
 *
 * @param arms From 2.
 * @param level Of the test.
 */
export function criticalDifference(arms: number, blocks: number, level = 0.05): number {
  return (rangePoint(arms, level) / Math.SQRT2) * Math.sqrt((arms * (arms + 1)) / (6 * blocks));
}

/**
 * The largest groups of neighbours by mean rank that the critical difference does not tell apart, each as indices in
 * the order of their ranks; arms alone form none.
 */
export function indistinct(meanRanks: readonly number[], difference: number): number[][] {
  const order = meanRanks.map((rank, arm) => ({ rank, arm })).toSorted((a, b) => a.rank - b.rank);
  const groups: number[][] = [];
  let last = 0;
  order.forEach(({ rank }, from) => {
    const group = order.slice(from).filter((other) => other.rank - rank < difference);
    if (group.length > 1 && from + group.length > last) {
      groups.push(group.map(({ arm }) => arm));
      last = from + group.length;
    }
  });
  return groups;
}

/** The range of so many standard normal scores that is passed in a share `level` of the cases. */
function rangePoint(arms: number, level: number): number {
  let [low, high] = [0, 2 * TAIL];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (rangeProbability(middle, arms) < 1 - level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(range <= q) = k times the integral of the largest's density, with all others within q below it; by Simpson. */
function rangeProbability(q: number, arms: number): number {
  const step = (2 * TAIL) / STEPS;
  let sum = 0;
  for (let i = 0; i <= STEPS; i++) {
    const z = -TAIL + i * step;
    const inside = normalProbability(z) - normalProbability(z - q);
    const weight = i === 0 || i === STEPS ? 1 : 2 + 2 * (i % 2);
    sum += weight * normalDensity(z) * inside ** (arms - 1);
  }
  return (arms * sum * step) / 3;
}
