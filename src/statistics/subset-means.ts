import { seededRandom } from '../base/random.ts';
import type { Interval } from './contract.ts';

export interface SubsetMeans {
  /** 95%, of the mean. */
  interval: Interval;
  /** Two-sided p of mean zero. */
  p: number;
}

const DRAWS = 3_999;
/** Draws allowed beyond either end of the interval: with one more, p is 0.05. */
const BEYOND = 98;

/**
 * Interval and test of the mean of paired differences, from the same draws, so that p < 0.05 exactly when the interval
 * excludes 0. Each draw includes every difference with probability 1/2 and takes their mean. Random signs (Fisher's
 * test) exceed the observed mean as often as such means lie beyond zero, so this is that test inverted into an
 * interval. It needs differences spread symmetrically around their mean, but no normal distribution; with few of them
 * it is wider than a bootstrap, which is then too narrow. An empty draw could be anything.
 *
 * Source: J. A. Hartigan, "Using subsample values as typical values",
 * Journal of the American Statistical Association 64 (1969).
 *
 * @param differences In [-1, 1], at least one.
 */
export function subsetMeans(differences: readonly number[], { seed = 0 }: { seed?: number } = {}): SubsetMeans {
  const random = seededRandom('subset-means', seed, differences.length);
  const eights = Array.from({ length: Math.ceil(differences.length / 8) }, (_, i) =>
    eightOf(differences.slice(8 * i, 8 * i + 8)),
  );
  const means = Float64Array.from({ length: DRAWS }, () => drawn(eights, random)).sort(); // NaN at the end
  const empty = DRAWS - means.findLastIndex((mean) => !Number.isNaN(mean)) - 1;
  const known = DRAWS - empty;
  const atMostZero = empty + means.filter((mean) => mean <= 0).length;
  const atLeastZero = empty + means.filter((mean) => mean >= 0).length;
  return {
    interval: { low: means[BEYOND - empty] ?? -1, high: BEYOND < empty ? 1 : means[known - 1 - BEYOND + empty]! },
    p: Math.min(1, (2 * (1 + Math.min(atMostZero, atLeastZero))) / (DRAWS + 1)),
  };
}

/** Up to eight differences: the sum of each of their subsets, by its bits. */
interface Eight {
  sums: Float64Array;
  /** The bits that stand for a difference. */
  mask: number;
}

function eightOf(differences: readonly number[]): Eight {
  const sums = new Float64Array(256);
  for (let subset = 1; subset < 256; subset++) {
    const last = 31 - Math.clz32(subset);
    sums[subset] = sums[subset - 2 ** last]! + (differences[last] ?? 0);
  }
  return { sums, mask: 2 ** differences.length - 1 };
}

const BITS = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** NaN when none was taken. */
function drawn(eights: readonly Eight[], random: () => number): number {
  let [sum, count, coins] = [0, 0, 0];
  for (let i = 0; i < eights.length; i++) {
    coins = i % 4 === 0 ? random() * 2 ** 32 : coins >>> 8; // one number of the generator gives 32 coins
    const { sums, mask } = eights[i]!;
    sum += sums[coins & mask]!;
    count += BITS[coins & mask]!;
  }
  if (count === 0) return Number.NaN;
  // Sums in a different order differ in the last digits; a tie must stay a tie.
  return Math.abs(sum) < 1e-12 * count ? 0 : sum / count;
}
