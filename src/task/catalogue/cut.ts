import { readFileSync } from 'node:fs';
import type { TaskItem } from '../contract.ts';
import { sameInput } from '../own/same-input.ts';
import { pythonOrder } from '../python-random.ts';
import type { Splits } from './types.ts';

/** Items in an order, cut as [0, validation), [validation, validation + test), rest. */
export function cut(items: readonly TaskItem[], { validation, test }: { validation: number; test: number }): Splits {
  return {
    validation: items.slice(0, validation),
    test: items.slice(validation, validation + test),
    ...(items.length > validation + test && { train: items.slice(validation + test) }),
  };
}

/** What tells questions of a benchmark apart: neither white space nor capitals do. */
export function questionOf(item: TaskItem): string {
  return sameInput(item).toLowerCase();
}

/**
 * Splits without a common question: what stands in test leaves validation, whose place is filled from training,
 * and what stands in either leaves training. The test split stays as it is.
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
  return pythonOrder(items.length).map((row) => items[row]!);
}

/**
 * Seed-0 order of whole groups: items that share a key (variations of one question, repeated rows) stay side by side.
 * The cut then falls on a group's edge wherever groups are equally large.
 */
export function seedZeroGroups<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  return seedZero([...Map.groupBy(items, keyOf).values()]);
}

/**
 * The split that W4S (HumanEval, MBPP) and AFlow (GSM8K, DROP,
 * MATH) published as files, by row or task number, in file order.
 */
export function publishedSplit(name: 'humaneval' | 'mbpp' | 'gsm8k' | 'drop' | 'math'): {
  validation: number[];
  test: number[];
} {
  return PUBLISHED[name]!;
}

const PUBLISHED = JSON.parse(readFileSync(new URL('./published-splits.json', import.meta.url), 'utf8')) as Record<
  string,
  { validation: number[]; test: number[] }
>;
