import { usageError } from '../../base/errors.ts';
import { assertPriced } from '../../model/index.ts';
import { type Session, assertJudge } from '../../session/index.ts';
import type { Task, TaskItem } from '../../task/contract.ts';
import { seeded } from '../../task/index.ts';
import { exampleCode, withInstructions, workflowHash } from '../../workflow/index.ts';
import type { Baseline } from './catalogue.ts';
import { type Skipped, choose } from './choose.ts';
import type { FilledOptions } from './contract.ts';

/** A workflow as it runs on the task. */
export interface Planned {
  name: string;
  code: string;
  hash: string;
}

/** All that is known before the first call is paid. */
export interface Plan {
  task: Task;
  /** How the task was named. */
  reference: string | Task;
  items: readonly TaskItem[];
  /** As named, with its fingerprint where it has one. */
  executor: string;
  baselines: (Baseline & Planned)[];
  skipped: Skipped[];
}

/** @throws usage errors */
export async function makePlan(session: Session, options: FilledOptions): Promise<Plan> {
  const { split, judge, budgetUsd } = options;
  const executor = session.identify(options.executor);
  const models = [executor, ...(judge === undefined ? [] : [session.identify(judge)])];
  assertPriced(models, budgetUsd, session.priceSources);
  const reference = seeded(options.task, options.dataSeed);
  const task = await session.task(reference);
  for (const text of task.warnings ?? []) options.onWarning?.(text);
  assertJudge(task, judge);
  const items = (task.splits[split] ?? []).slice(0, options.items);
  if (items.length === 0)
    throw usageError('empty-split', `Task \`${task.name}\` has no ${split} items`, {
      hint: `It has: ${Object.keys(task.splits).join(', ')}.`,
    });
  const { chosen, skipped } = choose(task, items, options.only);
  const texts = await Promise.all(chosen.map(({ name }) => exampleCode(name, task.kind)));
  const baselines = chosen.map((baseline, at) => ({ ...baseline, ...planned(baseline.name, texts[at] ?? '', task) }));
  return { task, reference, items, executor, baselines, skipped };
}

/** A workflow that is told what its task asks. */
export function planned(name: string, text: string, task: Task): Planned {
  const code = withInstructions(text, task);
  return { name, code, hash: workflowHash(code) };
}
