import { configOfRun } from '../../run/index.ts';
import { runNamed } from '../../store/index.ts';
import { type ScoreResult, scoreWorkflow } from '../../score/index.ts';
import { cellName } from './books.ts';
import { type Context, type Ended, type Place, budgetLeft, hasItemsOf, shared, taskOf } from './search.ts';

export interface Subject {
  /** A .py file, or a candidate `RUN/t03c1`. */
  workflow: string;
  hash: string;
}

/** Scores a workflow on the sealed test split, or finds it scored. Paid answers are taken from the cache. */
export async function testRun(
  { store, plan, options }: Context,
  { arm, task, seed }: Place,
  { workflow, hash }: Subject,
): Promise<ScoreResult | Ended> {
  const name = `${cellName(plan.name, arm.name, task.name, seed)}/test`;
  const known = await runNamed(store, name);
  const reference = taskOf(plan, { task, seed });
  const config = known === undefined ? null : configOfRun(known);
  const isSame =
    config?.workflow === hash &&
    config.executor === plan.executor &&
    config.items === task.testItems &&
    hasItemsOf(config, reference);
  if (isSame && known?.status === 'done') return JSON.parse(known.result!) as ScoreResult;

  options.onCell?.({ arm: arm.name, task: task.name, seed, part: 'test' });
  const { onStarted, onRetry, onProgress, budgetUsd } = options;
  const result = await scoreWorkflow({
    ...shared(options),
    workflow,
    task: reference,
    executor: options.executor,
    split: 'test',
    limit: plan.design.test,
    seed,
    name,
    cache: 'use',
    onProgress: (progress) => onProgress?.({ candidateId: name, ...progress }),
    onRetry,
    onStarted: (_run, stop) => onStarted?.(stop),
    budgetUsd: await budgetLeft(store, plan.name, budgetUsd),
  });
  if (result.endedBy === 'cap')
    return {
      status: 'stopped',
      reason: 'The limit --budget is reached. All paid work is kept. Raise it and run the same command.',
    };
  return result.endedBy === 'interrupt'
    ? { status: 'interrupted', reason: 'Interrupted. Repeat the command to continue.' }
    : result;
}
