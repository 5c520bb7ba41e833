import type { BootstrapOptions } from './bootstrap.ts';
import { bootstrapInterval } from './bootstrap.ts';
import type { Cluster, ItemScore } from './clusters.ts';
import { clusterByItem } from './clusters.ts';
import type { Interval } from './contract.ts';
import { mcnemarTest } from './mcnemar.ts';
import { isBinary } from './mean-interval.ts';
import type { PairedTable } from './newcombe.ts';
import { newcombeInterval } from './newcombe.ts';
import { signFlipTest } from './sign-flip.ts';

export interface PairedDifference {
  /** Items scored in both. */
  items: number;
  /** Means over those items, each item weighing the same. */
  firstMean: number;
  secondMean: number;
  /** `firstMean - secondMean`. */
  difference: number;
  /** 95 %. */
  interval: Interval;
  /** `newcombe`: 0/1 scores, one answer an item; `bootstrap`: over items. */
  intervalMethod: 'newcombe' | 'bootstrap';
  /** Two-sided, of no difference. */
  p: number;
  /** `mcnemar`: exact, 0/1 scores, one answer an item; `sign-flip`: over items. */
  pMethod: 'mcnemar' | 'sign-flip';
  /** Of the exact test's mid-p variant; `null` where the test was another. */
  midP: number | null;
}

/**
 * Two evaluations compared on the items that both scored; `null` when there is none. Items are the unit: repeats of an
 * item are averaged first.
 */
export function pairedDifference(
  first: readonly ItemScore[],
  second: readonly ItemScore[],
  options: BootstrapOptions = {},
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
  /** Answers on both sides together. */
  repeats: number;
}

function pairByItem(first: readonly ItemScore[], second: readonly ItemScore[]): Pair[] {
  const others = new Map<string, Cluster>(clusterByItem(second).map((cluster) => [cluster.itemId, cluster]));
  return clusterByItem(first).flatMap(({ itemId, sum, count }) => {
    const other = others.get(itemId);
    return other === undefined ? [] : [{ a: sum / count, b: other.sum / other.count, repeats: count + other.count }];
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
    interval: newcombeInterval(table),
    intervalMethod: 'newcombe',
    p: mcnemarTest(table),
    pMethod: 'mcnemar',
    midP: mcnemarTest(table, { midP: true }),
  };
}

function resampled(
  pairs: readonly Pair[],
  options: BootstrapOptions,
): Omit<PairedDifference, 'items' | 'firstMean' | 'secondMean' | 'difference'> {
  const differences = pairs.map(({ a, b }) => a - b);
  return {
    interval: bootstrapInterval(
      differences.map((sum) => ({ sum, count: 1 })),
      options,
    ),
    intervalMethod: 'bootstrap',
    p: signFlipTest(differences, options),
    pMethod: 'sign-flip',
    midP: null,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
