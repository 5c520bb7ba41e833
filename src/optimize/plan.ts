import { usageError } from '../base/errors.ts';
import { assertPriced, type PriceSnapshot, priceSnapshot } from '../model/index.ts';
import type { Identity } from '../run/index.ts';
import { type Session, assertJudge } from '../session/index.ts';
import type { Task, TaskItem } from '../task/contract.ts';
import { fingerprint, seeded, taskFingerprint } from '../task/index.ts';
import { settingsOnRecord } from './common-settings.ts';
import type { OptimizeOptions } from './options.ts';
import { assertRoom } from './router-room.ts';
import { type Settings, readSettings } from './settings.ts';
import { type StrategyName, strategyNamed } from './strategies/index.ts';
import { type Start, fileHash, settledStart, startWorkflows } from './starts.ts';

/** All that is known before the first call is paid, and before tools are started. */
export interface Plan {
  strategy: StrategyName;
  settings: Settings;
  task: Task;
  /** How the task was named; `null` for one that is code and can't be loaded again by name. */
  taskReference: string | null;
  executor: string;
  meta: string;
  judge: string | null;
  validation: readonly TaskItem[];
  test: readonly TaskItem[];
  /** The workflows that the search starts from. */
  starts: readonly Start[];
  prices: PriceSnapshot;
  /** Of the items: a resumed run must see the same ones. */
  dataHash: string;
  /** Of everything else about the task that decides what a score means, and of its whole splits. */
  taskHash: string;
  /** Of what its tools say of themselves; `null` for a task without. */
  toolsHash: string | null;
  /** Of the programs to start from that are files; `null` where there is none. */
  startHash: string | null;
}

/** Checks and loads everything that a run needs. @throws usage errors, before anything is paid. */
export async function makePlan(session: Session, options: OptimizeOptions): Promise<Plan> {
  const strategy = strategyNamed(options.strategy).id;
  const executor = session.identify(options.executor);
  const meta = session.identify(options.meta);
  const asked = readSettings(
    { ...options, review: options.review ?? session.config.defaults?.review },
    { contextSize: session.contextSize(options.meta), command: options.command },
  );
  const judge = options.judge === undefined ? null : session.identify(options.judge);
  const models = [executor, meta, ...(judge === null ? [] : [judge])];
  assertPriced(models, options.budgetUsd, session.priceSources);
  if (asked.maxUsdPerItem !== null) assertPriced([executor], asked.maxUsdPerItem, session.priceSources);
  const reference = seeded(options.task, options.dataSeed);
  const task = await session.task(reference);
  const settings = { ...asked, start: settledStart(asked, task) };
  assertJudge(task, judge);
  const validation = split(task, 'validation', settings.validation);
  const test = settings.test === 0 ? [] : split(task, 'test', settings.test);
  assertRoom(settings, validation.length, options);
  const starts = await startWorkflows(settings.start, task);
  return {
    strategy,
    settings,
    task,
    executor,
    meta,
    judge,
    validation,
    test,
    taskReference: typeof reference === 'string' ? reference : null,
    starts,
    prices: priceSnapshot(models, session.priceSources),
    taskHash: taskFingerprint(task),
    dataHash: fingerprint([validation, test]),
    toolsHash: null,
    startHash: fileHash(starts),
  };
}

/** What makes two commands the same run. That of `w4s` names no strategy, as before there were others. */
export function identityOf({
  strategy,
  settings,
  task,
  taskReference,
  executor,
  meta,
  judge,
  dataHash,
  taskHash,
  toolsHash,
  startHash,
}: Plan): Identity {
  const identity: Record<string, unknown> = {
    task: taskReference ?? task.name,
    executor,
    meta,
    judge,
    dataHash,
    taskHash,
    settings: settingsOnRecord(settings),
  };
  if (toolsHash !== null) identity['toolsHash'] = toolsHash;
  if (startHash !== null) identity['startHash'] = startHash;
  return strategy === 'w4s' ? identity : { ...identity, strategy };
}

function split(task: Task, name: 'validation' | 'test', limit: number): readonly TaskItem[] {
  const items = task.splits[name] ?? [];
  if (items.length === 0) {
    const without = name === 'test' ? ', or leave the test split out with --test 0' : '';
    throw usageError('empty-split', `Task \`${task.name}\` has no ${name} items`, {
      hint: `Give it a ${name} split${without}.`,
    });
  }
  return items.slice(0, limit);
}
