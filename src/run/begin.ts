import { createHash } from 'node:crypto';
import type { Session } from '../session/index.ts';
import { type PriceSnapshot, priceSnapshot } from '../model/index.ts';
import { type Run, type Store, UNFINISHED, createRun, findSame, saveItems } from '../store/index.ts';
import type { SplitName, Task, TaskItem } from '../task/contract.ts';
import { keepsGolds } from '../task/index.ts';

/** Fields that are JSON, in the order in which they are hashed. */
export type Identity = Readonly<Record<string, unknown>>;

/** A run before it is on record. */
export interface NewRun {
  command: string;
  task: Pick<Task, 'name' | 'kind'>;
  name?: string;
  /** What makes two commands the same run. */
  identity: Identity;
  /** What else is kept with it for its readers. */
  facts: Identity;
  prices: PriceSnapshot;
  splits: readonly { split: SplitName; items: readonly TaskItem[] }[];
  /** Whether another process that begins it at once gets the same run, see `createRun`. @default false */
  joins?: boolean;
}

/** sha256 of what makes two commands the same run. */
export function hashOf(identity: Identity): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/** The run that was interrupted with the same identity and, where one is given, the same name. */
export function findEarlier(store: Store, identity: Identity, name?: string): Promise<Run | undefined> {
  return findSame(store, { configHash: hashOf(identity), name, statuses: UNFINISHED });
}

/** The newest run of the same identity and name, however it ended. */
export function findLatest(store: Store, identity: Identity, name?: string): Promise<Run | undefined> {
  return findSame(store, { configHash: hashOf(identity), name });
}

/** A finished run of the same identity, whose answers a new one will find in the cache. */
export function findIdentical(store: Store, identity: Identity): Promise<Run | undefined> {
  return findSame(store, { configHash: hashOf(identity), statuses: ['done'] });
}

/** Right answers are kept for a page that shows them, where they may be: see {@link keepsGolds}. */
export async function createRunOf(store: Store, run: NewRun): Promise<Run> {
  const { command, task, name, identity, facts, joins } = run;
  const config = { ...identity, ...facts };
  const prices = JSON.stringify(run.prices);
  const configHash = hashOf(identity);
  const row = await createRun(store, { command, task: task.name, name, configHash, config, prices, joins });
  await keepItems(store, row.id, run);
  return row;
}

/** Also of a run that lacks some: it was killed before they were on record, or is what some of its shards made. */
export async function keepItems(store: Store, runId: string, { task, splits }: NewRun): Promise<void> {
  for (const { split, items } of splits)
    await saveItems(store, { runId, split, items, withTargets: keepsGolds(task, split) });
}

/** The prices that a run began with. Those of today where it was killed before they were on record. */
export function pricesOf({ prices }: Run, models: readonly string[], { priceSources }: Session): PriceSnapshot {
  const kept = JSON.parse(prices) as PriceSnapshot;
  return Object.keys(kept).length > 0 ? kept : priceSnapshot(models, priceSources);
}
