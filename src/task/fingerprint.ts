import { createHash } from 'node:crypto';
import type { Scorer, Task, TaskItem } from './contract.ts';

/** Of all that decides what a score of this task means: a run must not go on with another one. 16 hexadecimal digits. */
export function taskFingerprint({ name, description, kind, metric, splits, scorer }: Task): string {
  const { train: _train, ...scored } = splits;
  const items = Object.entries(scored).map(([split, list]) => [split, splitFingerprint(list)]);
  return fingerprint([name, description, kind, metric, scorerFingerprint(scorer), items.toSorted()]);
}

/** Of the items of a split, golds included, in their order. */
export function splitFingerprint(items: readonly TaskItem[]): string {
  return fingerprint(items);
}

/** Of any JSON value, for a scorer's options or source. 16 hexadecimal digits. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

function scorerFingerprint({ name, fingerprint: own, score }: Scorer): string {
  return own ?? fingerprint([name, String(score)]);
}
