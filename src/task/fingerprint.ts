import { createHash } from 'node:crypto';
import type { Scorer, Task, TaskItem } from './contract.ts';

/**
 * Of all that decides what a score of this task means: a run must not go on with another one. 16 hexadecimal
 * digits.
 */
export function taskFingerprint({ name, description, kind, metric, splits, scorer }: Task): string {
  const { train: _train, ...scored } = splits;
  const items = Object.entries(scored).map(([split, list]) => [split, splitFingerprint(list)]);
  return fingerprint([name, description, kind, metric, scorerFingerprint(scorer), items.toSorted()]);
}

/** The test split as its openings are counted: whole, however many of its items a run looks at. */
export function testSplit({ name, splits }: Task): { task: string; splitHash: string } {
  return { task: name, splitHash: splitFingerprint(splits.test ?? []) };
}

/** Of any JSON value: a scorer's options or source, the items of a run. 16 hexadecimal digits. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

/** Of the items of a split, golds included, in their order. */
function splitFingerprint(items: readonly TaskItem[]): string {
  return fingerprint(items);
}

function scorerFingerprint({ name, fingerprint: own, score }: Scorer): string {
  return own ?? fingerprint([name, String(score)]);
}
