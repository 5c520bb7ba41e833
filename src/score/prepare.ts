import { usageError } from '../base/errors.ts';
import { assertPriced } from '../model/index.ts';
import { type Session, assertJudge } from '../session/index.ts';
import type { SplitName, Task, TaskItem } from '../task/contract.ts';
import { seeded } from '../task/index.ts';
import type { FilledScoreOptions } from './contract.ts';
import { baselineOf } from './requirements.ts';
import { assertWhole, shardItems } from './shard.ts';
import { type Subject, findSubject, subjectFor } from '../subject/index.ts';

export interface Prepared {
  subject: Subject;
  task: Task;
  /** How the task was named. */
  reference: string | Task;
  /** What is evaluated here. */
  items: readonly TaskItem[];
  /** The same with those of all other shards. */
  allItems: readonly TaskItem[];
  split: SplitName;
  executor: string;
  /** The evaluation that it must not be worse than. */
  baseline: string | undefined;
}

/** What is known before anything is paid. */
export async function prepare(session: Session, options: FilledScoreOptions): Promise<Prepared> {
  assertWhole(options);
  const executor = session.identify(options.executor);
  assertPriced([executor], options.budgetUsd, session.priceSources);
  const found = await findSubject(session.store, options.workflow);
  const reference = options.task ?? found.task;
  if (reference === null)
    throw usageError('missing-task', `\`${found.label}\` does not say what task it is for`, {
      hint: 'Name one with --task; `w4s tasks` lists them.',
    });
  const named = seeded(reference, options.dataSeed);
  const task = await session.task(named);
  for (const text of task.warnings ?? []) options.onWarning?.(text);
  const subject = subjectFor(found, task);
  assertJudge(task, options.judge);
  const { split, limit, shard } = options;
  const allItems = (task.splits[split] ?? []).slice(0, limit);
  if (allItems.length === 0)
    throw usageError('empty-split', `Task \`${task.name}\` has no ${split} items`, {
      hint: `It has: ${Object.keys(task.splits).join(', ')}.`,
    });
  const items = shard === undefined ? allItems : shardItems(allItems, shard);
  const baseline = await baselineOf(session.store, options, { task: task.name, split });
  return { subject, task, reference: named, items, allItems, split, executor, baseline };
}
