import { optimize } from '../../optimize/index.ts';
import { type Run, runNamed } from '../../store/index.ts';
import { assertSame, hasSettings } from './assert-same.ts';
import { NONE_LEFT, budgetLeft } from './budget.ts';
import { cellName } from './books.ts';
import { isFinished } from './finished.ts';
import { type Context, type Ended, type Place, shared, taskOf, tellCell } from './place.ts';
import { settingsOf } from './settings-of.ts';

/** A search that is over. */
export interface Found {
  run: string;
  /** Whether it was when it was asked for. */
  saved: boolean;
}

/** Runs the search of a cell, or finds it finished, or continues it. The test split stays sealed. */
export async function searchRun(context: Context, place: Place): Promise<Found | Ended> {
  const { store, plan, options } = context;
  const { design } = plan;
  const { arm, block } = place;
  const name = cellName(plan, place);
  const task = taskOf(plan, place);
  const known = await runNamed(store, name);
  const settings = searchSettings(context, place, known);
  if (known !== undefined) {
    const models = { executor: block.executor.id, meta: arm.modelId, judge: plan.judge };
    await assertSame({ store, plan, known }, { ...block.task, reference: task }, settings, models);
    if (await isFinished(store, known, design)) return { run: known.id, saved: true };
  }

  const budget = await searchBudget(context, known);
  if (budget === 'none left') return { status: 'stopped', reason: NONE_LEFT };
  tellCell(context, place, 'search');
  const result = await optimize({
    ...shared(options),
    ...settings,
    onEvent: options.onEvent,
    onStarted: options.onStarted,
    task,
    executor: block.executor.model,
    meta: arm.model!,
    name,
    run: known?.id,
    maxExecutorCalls: design.calls ?? undefined,
    budgetUsd: budget,
  });
  const run = (await runNamed(store, name))!;
  if (await isFinished(store, run, design)) return { run: run.id, saved: false };
  return {
    status: result.status as Ended['status'],
    reason: [`${name}: ${result.reason}`, ...(result.hint === null ? [] : [result.hint])].join(' '),
  };
}

/** A run that an older version began under this name continues as it began. */
function searchSettings({ plan }: Context, { arm, seed }: Place, known: Run | undefined) {
  const settings = settingsOf(plan.design, arm, seed);
  if (known === undefined || arm.formerly === undefined) return settings;
  const former = settingsOf(plan.design, { ...arm, strategy: 'w4s', settings: arm.formerly }, seed);
  return hasSettings(known, former) ? former : settings;
}

/** What a search may spend: its own share, once all of it is left; else whatever is left. A run counts its own part. */
async function searchBudget(
  { store, plan, options }: Context,
  known: Run | undefined,
): Promise<number | undefined | 'none left'> {
  const { usd } = plan.design;
  const left = await budgetLeft(store, plan, options.budgetUsd, known?.id);
  if (usd === undefined || left === undefined) return usd ?? left;
  return left >= usd ? usd : 'none left';
}
