import { isSettled } from '../../evaluate/index.ts';
import { configOfRun } from '../../run/index.ts';
import { runNamed } from '../../store/index.ts';
import { type ScoreResult, scoreWorkflow } from '../../score/index.ts';
import { hasItemsOf, hasTaskOf } from './assert-same.ts';
import { cellName } from './books.ts';
import { NONE_LEFT, budgetLeft } from './budget.ts';
import { type Context, type Ended, type Place, shared, taskOf, tellCell } from './place.ts';

export interface Subject {
  /** A .py file, or a candidate `RUN/t03c1`. */
  workflow: string;
  hash: string;
}

/** Scores a workflow on the sealed test split, or finds it scored. Paid answers are taken from the cache. */
export async function testRun(
  context: Context,
  place: Place,
  { workflow, hash }: Subject,
): Promise<ScoreResult | Ended> {
  const { store, plan, options } = context;
  const { block, seed } = place;
  const asked = askedIn(place);
  const maxTokens = plan.design.maxTokens ?? undefined;
  const name = `${cellName(plan, place)}/test`;
  const known = await runNamed(store, name);
  const reference = taskOf(plan, place);
  const config = known === undefined ? null : configOfRun(known);
  const isSame =
    config?.workflow === hash &&
    config.executor === asked.id &&
    config.items === block.task.testItems &&
    config.maxTokens === maxTokens &&
    (config.judge ?? null) === plan.judge &&
    hasItemsOf(config, reference) &&
    hasTaskOf(config, block.task.hash);
  if (isSame && known?.status === 'done') {
    const earlier = JSON.parse(known.result!) as ScoreResult;
    if (isSettled(earlier)) return earlier;
  }

  tellCell(context, place, 'test');
  const { onStarted, onRetry, onProgress, budgetUsd } = options;
  const result = await scoreWorkflow({
    ...shared(options),
    workflow,
    task: reference,
    executor: asked.model,
    split: 'test',
    limit: plan.design.test,
    maxTokens,
    seed,
    name,
    cache: 'use',
    onProgress: (progress) => onProgress?.({ candidateId: name, ...progress }),
    onRetry,
    onStarted: (_run, stop) => onStarted?.(stop),
    budgetUsd: await budgetLeft(store, plan, budgetUsd, isSame ? known?.id : undefined),
  });
  if (result.endedBy === 'cap') return { status: 'stopped', reason: NONE_LEFT };
  return result.endedBy === 'interrupt'
    ? { status: 'interrupted', reason: 'Interrupted. Repeat the command to continue.' }
    : result;
}

/** The model that the tested workflow calls: the executor of the block, or the solver in its place. */
function askedIn({ arm, block }: Place): Pick<Place['block']['executor'], 'id' | 'model'> {
  const { kind, model, modelId } = arm;
  if (kind !== 'solver' || model === null || modelId === null) return block.executor;
  return { id: modelId, model };
}
