import { createHash } from 'node:crypto';
import type { ToolSource } from '../tools/contract.ts';
import type { Scorer, Task, TaskItem } from './contract.ts';
import { VERSIONS } from './scorers/versions.ts';

/**
 * Fingerprint of everything that determines the meaning of this task's scores: a run must not continue with a different
 * one. 16 hexadecimal digits.
 */
export function taskFingerprint({ name, description, kind, metric, splits, scorer, tools }: Task): string {
  const { train: _train, ...scored } = splits;
  const items = Object.entries(scored).map(([split, list]) => [split, splitFingerprint(list)]);
  const facts = [name, description, kind, metric, scorerFingerprint(scorer), items.toSorted()];
  return fingerprint(tools === undefined ? facts : [...facts, tools.map(withoutPlaces)]);
}

/** Where something lies does not say what it is; the passages of a corpus are looked at when it is opened. */
function withoutPlaces(source: ToolSource): object {
  if ('corpus' in source) return { name: source.name };
  if ('url' in source) return source;
  const { cwd: _cwd, ...program } = source;
  return program;
}

/**
 * What a run keeps of how it is scored, so that its scores are not compared with those of another scorer. Items that
 * are added change the fingerprint of the task, and not this one.
 */
export function scoringFacts({ scorer }: Pick<Task, 'scorer'>): { scorerHash: string; needsJudge: boolean } {
  const version = Object.entries(VERSIONS).find(([name]) => name === scorer.name)?.[1] ?? null;
  return { scorerHash: fingerprint([scorerFingerprint(scorer), version]), needsJudge: scorer.needsJudge === true };
}

/** The test split as counted for openings: as a whole, however many of its items a run uses. */
export function testSplit({ name, splits }: Task): { task: string; splitHash: string } {
  return { task: name, splitHash: splitFingerprint(splits.test ?? []) };
}

/** Fingerprint of any JSON value: a scorer's options or source, the items of a run. 16 hexadecimal digits. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

/** Fingerprint of a split's items in order, golds included. */
function splitFingerprint(items: readonly TaskItem[]): string {
  return fingerprint(items);
}

function scorerFingerprint({ name, fingerprint: own, score }: Scorer): string {
  return own ?? fingerprint([name, String(score)]);
}
