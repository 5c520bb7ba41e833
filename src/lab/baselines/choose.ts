import { usageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { Task, TaskItem } from '../../task/contract.ts';
import { BASELINES, type Baseline, REFERENCE } from './catalogue.ts';

/** A baseline that makes no sense for a task. */
export interface Skipped {
  name: string;
  /** As `no item has public tests`. */
  reason: string;
}

export interface Choice {
  chosen: Baseline[];
  skipped: Skipped[];
}

/**
 * The baselines for a task, in the order of the catalogue: those that were named, or all, and always the plain
 * question.
 * @throws usage error for a name that is none
 */
export function choose(
  { kind }: Pick<Task, 'kind'>,
  items: readonly TaskItem[],
  only: readonly string[] | undefined,
): Choice {
  const unknown = (only ?? []).find((name) => !names().includes(name));
  if (unknown !== undefined)
    throw usageError(
      'unknown-baseline',
      `Expected \`only\` to name baselines, got \`${unknown}\`${didYouMean(unknown, names())}`,
      { hint: `They are ${names().join(', ')}.` },
    );
  const wanted = BASELINES.filter(({ name }) => only === undefined || name === REFERENCE || only.includes(name));
  const judged = wanted.map((baseline) => ({ baseline, reason: whyNot(baseline, kind, items) }));
  return {
    chosen: judged.flatMap(({ baseline, reason }) => (reason === null ? [baseline] : [])),
    skipped: judged.flatMap(({ baseline: { name }, reason }) => (reason === null ? [] : [{ name, reason }])),
  };
}

function names(): string[] {
  return BASELINES.map(({ name }) => name);
}

function whyNot({ only }: Baseline, kind: Task['kind'], items: readonly TaskItem[]): string | null {
  if (only === 'answers' && kind === 'code')
    return 'made for answers, to vote on or to compute; here the answer is a program';
  if (only !== 'programs') return null;
  if (kind !== 'code') return 'made for programming tasks';
  return items.some(({ publicTests = [] }) => publicTests.length > 0) ? null : 'no item has public tests';
}
