import type { Cluster, ItemScore } from './clusters.ts';
import { clopperPearsonInterval } from './clopper-pearson.ts';
import { clusterByItem } from './clusters.ts';
import type { Interval } from './contract.ts';
import { mcnemarTest } from './mcnemar.ts';
import { isBinary } from './mean-interval.ts';
import { mean, meanOf } from './mean.ts';
import type { PairedTable } from './newcombe.ts';
import { newcombeInterval } from './newcombe.ts';
import { subsetMeans } from './subset-means.ts';

export interface PairedDifference {
  /** Items scored in both. */
  items: number;
  /** Means over those items; items weigh the same. */
  firstMean: number;
  secondMean: number;
  /** `firstMean - secondMean`. */
  difference: number;
  /** 95%. It leaves out 0 exactly where `p` is below 0.05. */
  interval: Interval;
  /** `newcombe`: 0/1 scores, one answer per item, see {@link pairedDifference}; `sign-flip`: over items. */
  intervalMethod: 'newcombe' | 'sign-flip';
  /** Two-sided p of no difference. */
  p: number;
  /** `mcnemar`: exact, 0/1 scores, one answer per item; `sign-flip`: over items. */
  pMethod: 'mcnemar' | 'sign-flip';
  /** From the exact test's mid-p variant; `null` for other tests. */
  midP: number | null;
}

/**
 * Compares two evaluations on the items that both scored; `null` if there are none. Items are the unit: repeats of an
 * item are averaged first.
 *
 * Interval and p never contradict each other. 0/1 scores, one answer per item: McNemar's exact test, and Newcombe's
 * interval, widened to match that test (Clopper and Pearson's interval of the share of items that changed one way,
 * times the share that changed at all). Newcombe's alone excludes 0 whenever the exact test does, and sometimes when it
 * does not. Others: {@link subsetMeans}, widened by what few items hide, see {@link reach}.
 */
export function pairedDifference(
  first: readonly ItemScore[],
  second: readonly ItemScore[],
  options: { seed?: number } = {},
): PairedDifference | null {
  const pairs = pairByItem(first, second);
  if (pairs.length === 0) return null;
  const means = { firstMean: mean(pairs.map(({ a }) => a)), secondMean: mean(pairs.map(({ b }) => b)) };
  const shared = { items: pairs.length, ...means, difference: means.firstMean - means.secondMean };
  const single = pairs.every(({ repeats }) => repeats === 2);
  return single && isBinary(first) && isBinary(second)
    ? { ...shared, ...analytic(pairs) }
    : { ...shared, ...resampled(pairs, options) };
}

interface Pair {
  a: number;
  b: number;
  /** Answers on both sides combined. */
  repeats: number;
}

function pairByItem(first: readonly ItemScore[], second: readonly ItemScore[]): Pair[] {
  const others = new Map<string, Cluster>(clusterByItem(second).map((cluster) => [cluster.itemId, cluster]));
  return clusterByItem(first).flatMap(({ itemId, sum, count }) => {
    const other = others.get(itemId);
    return other === undefined
      ? []
      : [{ a: meanOf(sum, count), b: meanOf(other.sum, other.count), repeats: count + other.count }];
  });
}

function analytic(pairs: readonly Pair[]): Omit<PairedDifference, 'items' | 'firstMean' | 'secondMean' | 'difference'> {
  const count = (a: number, b: number): number => pairs.filter((pair) => pair.a === a && pair.b === b).length;
  const table: PairedTable = {
    both: count(1, 1),
    onlyFirst: count(1, 0),
    onlySecond: count(0, 1),
    neither: count(0, 0),
  };
  return {
    interval: widened(table),
    intervalMethod: 'newcombe',
    p: mcnemarTest(table),
    pMethod: 'mcnemar',
    midP: mcnemarTest(table, { midP: true }),
  };
}

function widened(table: PairedTable): Interval {
  const { onlyFirst, onlySecond, both, neither } = table;
  const newcombe = newcombeInterval(table);
  const changed = onlyFirst + onlySecond;
  if (changed === 0) return newcombe;
  const share = changed / (changed + both + neither);
  const exact = clopperPearsonInterval(onlyFirst, changed);
  return {
    low: Math.min(newcombe.low, share * (2 * exact.low - 1)),
    high: Math.max(newcombe.high, share * (2 * exact.high - 1)),
  };
}

function resampled(
  pairs: readonly Pair[],
  options: { seed?: number },
): Omit<PairedDifference, 'items' | 'firstMean' | 'secondMean' | 'difference'> {
  const differences = pairs.map(({ a, b }) => a - b);
  const { interval, p } = subsetMeans(differences, options);
  const centre = mean(differences);
  const down = reach(differences.map((difference) => -difference));
  const up = reach(differences);
  // An end beyond 0 stays where it is: the test says that it lies there.
  const { low, high } = interval;
  return {
    interval: {
      low: low > 0 ? low : Math.max(-1, Math.min(low, centre - down)),
      high: high < 0 ? high : Math.min(1, Math.max(high, centre + up)),
    },
    intervalMethod: 'sign-flip',
    p,
    pMethod: 'sign-flip',
    midP: null,
  };
}

/**
 * How far the mean may lie beyond the observed one because too few items were seen to go up: by as much as their share
 * may be larger (Clopper and Pearson's upper end less the observed share), times how far they go up (root mean square;
 * 1, the most, if none was seen). Random signs know only the sizes that were seen, so that eight items without a
 * difference would have an interval of width 0. Where differences are many and alike, signs alone are wider than this.
 */
function reach(differences: readonly number[]): number {
  const [n, up] = [differences.length, differences.filter((difference) => difference > 0)];
  const size = up.length === 0 ? 1 : Math.sqrt(mean(up.map((difference) => difference ** 2)));
  return (clopperPearsonInterval(up.length, n).high - up.length / n) * size;
}
