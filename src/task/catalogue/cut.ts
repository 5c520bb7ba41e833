import { readFileSync } from 'node:fs';
import type { TaskItem } from '../contract.ts';
import { elementAt } from '../../base/lists.ts';
import { sameInput } from '../own/same-input.ts';
import { pythonOrder } from '../python-random.ts';
import type { Splits } from './types.ts';

/** Items in an order, cut as [0, validation), [validation, validation + test), rest. */
export function cut(items: readonly TaskItem[], { validation, test }: { validation: number; test: number }): Splits {
  const splits = { validation: items.slice(0, validation), test: items.slice(validation, validation + test) };
  const train = items.slice(validation + test);
  // No split `train` rather than an empty one.
  return train.length === 0 ? splits : { ...splits, train };
}

/** The identity of a benchmark question: ignores white space and case. */
export function questionOf(item: TaskItem): string {
  return sameInput(item).toLowerCase();
}

/**
 * Splits without a common question: test questions leave validation, which is refilled from training, and questions of
 * either leave training. The test split is unchanged.
 */
export function apart({ validation = [], test = [], train = [] }: Splits): Splits {
  const taken = new Set(test.map(questionOf));
  const free = (item: TaskItem): boolean => !taken.has(questionOf(item));
  const kept = [...validation, ...train].filter(free).slice(0, validation.length);
  for (const item of kept) taken.add(questionOf(item));
  return { validation: kept, test, train: train.filter(free) };
}

/** The items in the order of CPython's `random.seed(0); random.shuffle`, as W4S and ADAS take them. */
export function seedZero<T>(items: readonly T[]): T[] {
  return pythonOrder(items.length).map((row) => elementAt(items, row));
}

/**
 * Seed-0 order of whole groups: items that share a key (variations of one question, repeated rows) stay side by side.
 * If groups have equal size, the cut then falls on a group's edge.
 */
export function seedZeroGroups<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  return seedZero([...Map.groupBy(items, keyOf).values()]);
}

/**
 * The split that W4S (HumanEval, MBPP) and AFlow (GSM8K, DROP,
 * MATH) published as files, by row or task number, in file order.
 */
export function publishedSplit(name: PublishedName): PublishedSplit {
  return PUBLISHED[name];
}

/** The items of a published split that counts rows. */
export function publishedItems(
  name: PublishedName,
  rows: readonly TaskItem[],
): Record<keyof PublishedSplit, TaskItem[]> {
  const of = (numbers: readonly number[]) => numbers.map((row) => elementAt(rows, row));
  const { validation, test } = publishedSplit(name);
  return { validation: of(validation), test: of(test) };
}

type PublishedName = 'humaneval' | 'mbpp' | 'gsm8k' | 'drop' | 'math';

interface PublishedSplit {
  validation: number[];
  test: number[];
}

const PUBLISHED = JSON.parse(readFileSync(new URL('./published-splits.json', import.meta.url), 'utf8')) as Record<
  PublishedName,
  PublishedSplit
>;
