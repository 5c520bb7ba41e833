import { resolve } from 'node:path';
import { usageError } from '../../base/errors.ts';
import type { Session } from '../../session/index.ts';
import type { Task, TaskItem } from '../../task/contract.ts';
import { seeded } from '../../task/index.ts';
import {
  type LoadedWorkflow,
  exampleCode,
  exampleNames,
  forTask,
  misfitOf,
  parseWorkflow,
  readWorkflow,
} from '../../workflow/index.ts';
import type { GrpoOptions } from './contract.ts';
import type { GrpoSettings } from './settings.ts';

/** What a model learns from. */
export interface Lessons {
  task: Task;
  split: 'train' | 'validation';
  items: readonly TaskItem[];
  /** Asks the model, once an item. */
  workflow: LoadedWorkflow;
}

/** @throws usage errors */
export async function lessonsFrom(
  session: Session,
  { task: reference, dataSeed, onWarning }: GrpoOptions,
  { workflow, split: asked, items: most }: GrpoSettings,
): Promise<Lessons> {
  const task = await session.task(seeded(reference, dataSeed));
  for (const text of task.warnings ?? []) onWarning?.(text);
  assertPlain(task);
  const split = asked ?? (task.splits.train === undefined ? 'validation' : 'train');
  const items = (task.splits[split] ?? []).slice(0, most);
  if (items.length === 0)
    throw usageError('empty-split', `Task \`${task.name}\` has no ${split} items to learn from`, {
      hint: `It has: ${Object.keys(task.splits).join(', ')}. The test split is never learnt from.`,
    });
  return { task, split, items, workflow: await asker(workflow, task) };
}

/** A reward must cost nothing and come out the same again. */
function assertPlain({ name, scorer, tools = [], splits }: Task): void {
  const hasFiles = Object.values(splits).some((items) => items.some(({ files = [] }) => files.length > 0));
  const lacks = [
    ...(scorer.needsJudge === true ? ['a scorer that asks a model'] : []),
    ...(tools.length > 0 ? ['tools'] : []),
    ...(hasFiles ? ['items with files'] : []),
  ];
  if (lacks.length === 0) return;
  throw usageError(
    'task-not-trainable',
    `Expected a task of texts and a plain scorer, got \`${name}\` with ${lacks.join(' and ')}`,
    {
      hint: 'GRPO scores every completion that is sampled: choose a task whose scorer needs no model.',
    },
  );
}

async function asker(name: string, task: Task): Promise<LoadedWorkflow> {
  const isExample = (await exampleNames()).includes(name);
  const loaded = isExample
    ? parseWorkflow(name, await exampleCode(name, task.kind))
    : await readWorkflow(resolve(name));
  const problem = misfitOf(loaded.code, task.kind);
  if (problem === null) return forTask(loaded, task);
  throw usageError('workflow-of-other-kind', `Expected \`${name}\` to fit task \`${task.name}\`: ${problem}`);
}
