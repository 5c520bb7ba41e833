import { elementAt, valueUnder } from '../base/lists.ts';
import type { Interval } from './contract.ts';
import { type SignFlip, exactSignFlipTest } from './exact-sign-flip.ts';
import { tQuantile } from './t-quantile.ts';

/** Two arms on one task with one seed: the items that both scored. */
export interface PairedCell {
  task: string;
  seed: number;
  /** Scores in [0, 1]. */
  items: readonly { itemId: string; first: number; second: number }[];
}

export interface CellDifference {
  /** Number of seed x task cells that both arms have. */
  cells: number;
  /** Means over cells of the mean over items; cells weigh the same. */
  firstMean: number;
  secondMean: number;
  /** `firstMean - secondMean`. */
  difference: number;
  /**
   * 95%, about other searches and other items of these tasks; `null` where a task has a single seed, and where cells
   * and items all differ by the same, which shows no spread.
   */
  interval: Interval | null;
  /** Two-sided p of no difference: sign-flip over cells, for other searches on these items. */
  p: number;
  pMethod: SignFlip['method'];
}

/**
 * Compares two arms where each seed is a separate search, so that the unit is the seed x task cell, not the item;
 * `null` for no cells. A lucky search moves all its items at once, which a test over items would mistake for strong
 * evidence.
 *
 * p: exact sign-flip test over the cells' differences. It treats the test items as fixed.
 *
 * Interval: Student's t with a two-part variance. Where the seeds of a task are tested on the same items, seeds and
 * items are crossed: the variance of a task's mean is that of its cell means plus that of its item means, minus their
 * interaction, which both contain (never less than either). Where each seed has items of its own, the variance of the
 * cell means contains theirs already. Degrees of freedom by Satterthwaite, rounded down. Tasks
 * are treated as fixed.
 *
 * Source: A. C. Cameron, J. B. Gelbach, D. L. Miller, "Robust inference with multiway clustering",
 * Journal of Business & Economic Statistics 29 (2011); F. E. Satterthwaite, Biometrics Bulletin 2 (1946).
 */
export function cellDifference(given: readonly PairedCell[]): CellDifference | null {
  const cells = given.filter(({ items }) => items.length > 0);
  if (cells.length === 0) return null;
  const firstMean = mean(cells.map(({ items }) => mean(items.map(({ first }) => first))));
  const secondMean = mean(cells.map(({ items }) => mean(items.map(({ second }) => second))));
  const difference = firstMean - secondMean;
  const { p, method } = exactSignFlipTest(cells.map(differenceOf));
  return {
    cells: cells.length,
    firstMean,
    secondMean,
    difference,
    interval: intervalOf(cells, difference),
    p,
    pMethod: method,
  };
}

/** Below it a variance is rounding. */
const NO_SPREAD = 1e-18;

function intervalOf(cells: readonly PairedCell[], difference: number): Interval | null {
  const tasks = [...new Set(cells.map(({ task }) => task))].map((task) => cells.filter((cell) => cell.task === task));
  if (tasks.some((own) => own.length < 2)) return null;
  let [variance, spread] = [0, 0];
  for (const own of tasks) {
    const weight = (own.length / cells.length) ** 2;
    const parts = varianceParts(own);
    const [seeds, items, both] = parts.map((part) => part.variance) as [number, number, number];
    variance += weight * Math.max(seeds, items, seeds + items - both);
    spread += parts.reduce(
      (sum, part) => sum + (part.degrees === 0 ? 0 : (weight * part.variance) ** 2 / part.degrees),
      0,
    );
  }
  if (variance < NO_SPREAD) return null;
  const degrees = Math.max(1, Math.floor(variance ** 2 / spread));
  const half = tQuantile(degrees) * Math.sqrt(variance);
  return { low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
}

interface Part {
  variance: number;
  degrees: number;
}

const NO_PART: Part = { variance: 0, degrees: 0 };

/** Variance of one task's mean difference by its seeds, by its items, and by their interaction. */
function varianceParts(cells: readonly PairedCell[]): [Part, Part, Part] {
  const cellMeans = cells.map(differenceOf);
  const centre = mean(cellMeans);
  const byItem = new Map<string, number[]>();
  for (const { items } of cells)
    for (const { itemId, first, second } of items) byItem.set(itemId, [...(byItem.get(itemId) ?? []), first - second]);
  const shared = [...byItem].filter(([, values]) => values.length > 1);
  if (shared.length < 2) return [varianceOfMean(cellMeans), NO_PART, NO_PART];
  const itemMeans = new Map(shared.map(([itemId, values]) => [itemId, mean(values)]));
  let [residual, pairs] = [0, 0];
  cells.forEach(({ items }, i) => {
    for (const { itemId, first, second } of items.filter((item) => itemMeans.has(item.itemId))) {
      residual += (first - second - valueUnder(itemMeans, itemId) - elementAt(cellMeans, i) + centre) ** 2;
      pairs += 1;
    }
  });
  const degrees = (cells.length - 1) * (itemMeans.size - 1);
  return [
    varianceOfMean(cellMeans),
    varianceOfMean([...itemMeans.values()]),
    { variance: degrees === 0 ? 0 : residual / degrees / pairs, degrees },
  ];
}

function varianceOfMean(values: readonly number[]): Part {
  const degrees = values.length - 1;
  const centre = mean(values);
  return {
    degrees,
    variance:
      degrees === 0 ? 0 : values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / degrees / values.length,
  };
}

function differenceOf({ items }: PairedCell): number {
  return items.reduce((sum, { first, second }) => sum + first - second, 0) / items.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
