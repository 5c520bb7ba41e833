import { seededRandom, shuffled } from '../../base/random.ts';
import { count } from '../../present/index.ts';
import type { SplitName, TaskItem } from '../contract.ts';
import { sameInput } from './same-input.ts';

/** Split sizes. A number below 1 is a fraction of all items, a whole number a count; the rest goes to training. */
export interface SplitSizes {
  validation?: number;
  test?: number;
  train?: number;
  /** Order of the items before the cut. @default 0 */
  seed?: number;
}

export const DEFAULT_SPLIT = { validation: 0.4, test: 0.6 } as const;

/**
 * Cuts items in a seeded order; items with the same input stay in one split, which may then be slightly larger. Returns
 * a sentence instead if there are too few.
 */
export function splitItems(
  items: readonly TaskItem[],
  sizes: SplitSizes = DEFAULT_SPLIT,
): Partial<Record<SplitName, TaskItem[]>> | string {
  const { seed = 0, ...parts } = sizes;
  const sizeOf = (part = 0) => (part < 1 ? Math.round(part * items.length) : part);
  const [validation, test] = [sizeOf(parts.validation), sizeOf(parts.test)];
  const train = parts.train === undefined ? Math.max(0, items.length - validation - test) : sizeOf(parts.train);
  // Fractions that sum to one may round up together by one item.
  const total = validation + test + train;
  if (validation === 0 || test === 0)
    return `Expected items for validation and for test, got ${validation} and ${test} of ${items.length}`;
  if (total > items.length + 1) return `Expected the parts to sum to at most the ${items.length} items, got ${total}`;
  const groups = shuffled([...Map.groupBy(items, sameInput).values()], seededRandom('split', seed));
  const splits = dealt(groups, { validation, test, train });
  if (splits.test.length === 0) {
    const inputs = count(groups.length, 'input');
    return `Expected items of different inputs for validation and for test, got ${inputs}`;
  }
  // A task without training items has no such split, instead of an empty one.
  if (splits.train.length === 0) return { validation: splits.validation, test: splits.test };
  return splits;
}

/** Deals whole groups until each split has its number; the rest stays undealt. */
function dealt(groups: readonly TaskItem[][], wanted: Record<SplitName, number>): Record<SplitName, TaskItem[]> {
  const splits: Record<SplitName, TaskItem[]> = { validation: [], test: [], train: [] };
  for (const group of groups) {
    const next = (['validation', 'test', 'train'] as const).find((name) => splits[name].length < wanted[name]);
    if (next !== undefined) splits[next].push(...group);
  }
  return splits;
}
