import { usageError } from '../../base/errors.ts';
import {
  type GivenSettings,
  type OptimizeResult,
  executorCapReason,
  optimize,
  recordedSettings,
} from '../../optimize/index.ts';
import { configOfRun } from '../../run/index.ts';
import { type Run, type Store, runNamed } from '../../store/index.ts';
import { dataSeedOf, seeded } from '../../task/index.ts';
import { cellName, comparisonBill } from './books.ts';
import { historyOf, withinCalls } from './history.ts';
import type { AblationOptions, Design } from './options.ts';
import type { Plan, PlannedTask } from './plan.ts';

/** What the parts of a comparison share. */
export interface Context {
  store: Store;
  plan: Plan;
  options: AblationOptions;
}

export interface Place {
  arm: Plan['arms'][number];
  task: PlannedTask;
  seed: number;
}

/** A cell that ended early: the comparison ends with it, and continues with it. */
export interface Ended {
  status: Exclude<OptimizeResult['status'], 'done'>;
  reason: string;
}

/** Runs the search of a cell, or finds it finished, or continues it. The test split stays sealed. */
export async function searchRun(
  { store, plan, options }: Context,
  { arm, task, seed }: Place,
): Promise<{ run: string } | Ended> {
  const { design } = plan;
  const name = cellName(plan.name, arm.name, task.name, seed);
  const reference = taskOf(plan, { task, seed });
  const settings = settingsOf(design, arm.kind === 'best-of-n', seed);
  const known = await runNamed(store, name);
  if (known !== undefined)
    assertSame(known, reference, settings, { executor: plan.executor, meta: arm.modelId, judge: plan.judge });
  if (known !== undefined && (await isFinished(store, known, design))) return { run: known.id };

  options.onCell?.({ arm: arm.name, task: task.name, seed, part: 'search' });
  const result = await optimize({
    ...shared(options),
    ...settings,
    onEvent: options.onEvent,
    onStarted: options.onStarted,
    task: reference,
    executor: options.executor,
    meta: arm.model!,
    name,
    run: known?.id,
    maxExecutorCalls: design.calls ?? undefined,
    budgetUsd: await budgetLeft(store, plan.name, options.budgetUsd, known?.id),
  });
  const run = (await runNamed(store, name))!;
  if (await isFinished(store, run, design)) return { run: run.id };
  return {
    status: result.status as Ended['status'],
    reason: [`${name}: ${result.reason}`, ...(result.hint === null ? [] : [result.hint])].join(' '),
  };
}

/** The task with the items of a seed: its own if the comparison has a data seed. */
export function taskOf(
  { design: { dataSeed } }: Plan,
  { task, seed }: Pick<Place, 'task' | 'seed'>,
): PlannedTask['reference'] {
  return seeded(task.reference, dataSeed === undefined ? undefined : dataSeed + seed);
}

/** Whether a run had the same items as it would now. */
export function hasItemsOf(known: { task: string }, reference: PlannedTask['reference']): boolean {
  return dataSeedOf(known.task) === dataSeedOf(typeof reference === 'string' ? reference : reference.name);
}

/** Racing would give a bad arm fewer calls than a good one, so all evaluations run in full. */
function settingsOf(
  { turns, candidates, seeds: _seeds, dataSeed: _dataSeed, calls: _calls, test: _test, ...design }: Design,
  isFeedbackFree: boolean,
  seed: number,
): GivenSettings {
  const { horizon, selection, ...both } = design;
  const strategy = isFeedbackFree ? { strategy: 'best-of-n' as const } : { horizon, selection };
  return {
    ...both,
    ...strategy,
    turns,
    candidates,
    seed,
    test: 0,
    racing: 'off',
    review: 'never',
    cache: 'use',
    repeats: 1,
  };
}

const SHARED = [
  'store',
  'dataDir',
  'config',
  'env',
  'concurrency',
  'judge',
  'signal',
  'onDownload',
  'onProgress',
  'onSpending',
] as const;

/** The options that every run shares. */
export function shared(options: AblationOptions): Pick<AblationOptions, (typeof SHARED)[number]> {
  return Object.fromEntries(SHARED.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]));
}

/** What the comparison may still spend, if capped. A continued run counts its own earlier part itself. */
export async function budgetLeft(
  store: Store,
  name: string,
  budgetUsd: number | undefined,
  run?: string,
): Promise<number | undefined> {
  if (budgetUsd === undefined) return undefined;
  return Math.max(0, budgetUsd - ((await comparisonBill(store, name, run)).costUsd ?? 0));
}

/** Whether the search is over: at its end, at the cap, or because the meta-agent wrote no working program. */
async function isFinished(
  store: Store,
  { id, status, reason }: Run,
  { turns, candidates, calls }: Design,
): Promise<boolean> {
  if (status === 'done') return true;
  if (calls !== null && status === 'stopped' && reason === executorCapReason(calls)) return true;
  const history = await historyOf(store, id);
  const skipped = history.filter((one) => one.turn > 0 && one.status === 'skipped').length;
  return withinCalls(history, calls).reached || skipped === turns * candidates;
}

/** @throws {W4sError} `ablation-changed` if the run of that name was a different search. */
function assertSame(
  known: Run,
  reference: PlannedTask['reference'],
  { strategy = 'w4s', ...settings }: GivenSettings,
  models: Record<string, string | null>,
): void {
  const before = configOfRun(known);
  const settled: Partial<Record<string, unknown>> = recordedSettings(known);
  const fields = [
    ...(hasItemsOf(before, reference) ? [] : ['data seed']),
    ...((before.strategy ?? 'w4s') === strategy ? [] : ['strategy']),
    ...Object.entries(models)
      .filter(([key, value]) => (before[key] ?? null) !== value)
      .map(([key]) => key),
    ...Object.entries(settings)
      .filter(([key, value]) => JSON.stringify(settled[key]) !== JSON.stringify(value))
      .map(([key]) => key),
  ];
  if (fields.length > 0) {
    throw usageError(
      'ablation-changed',
      `Run \`${known.id}\` has the name that this comparison would use, with another ${fields.join(' and ')}`,
      { hint: 'Give this comparison another --name.' },
    );
  }
}
