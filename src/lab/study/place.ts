import type { OptimizeResult } from '../../optimize/index.ts';
import type { Surroundings } from '../../session/index.ts';
import type { Store } from '../../store/index.ts';
import { seeded } from '../../task/index.ts';
import type { Study, StudyOptions } from './contract.ts';
import type { Block, Plan } from './plan.ts';
import type { PlannedTask } from './tasks.ts';

/** What the parts of a study share. */
export interface Context {
  store: Store;
  plan: Plan;
  options: StudyOptions & Pick<Study, 'judge'>;
}

/** Where a cell stands. */
export interface Place {
  arm: Plan['arms'][number];
  block: Block;
  seed: number;
}

/** A cell that ended early: the study ends with it, and continues with it. */
export interface Ended {
  status: Exclude<OptimizeResult['status'], 'done'>;
  reason: string;
}

/** The task with the items of a seed: its own if the study has a data seed. */
export function taskOf({ design: { dataSeed } }: Plan, { block, seed }: Place): PlannedTask['reference'] {
  return seeded(block.task.reference, dataSeed === undefined ? undefined : dataSeed + seed);
}

type Options = Context['options'];
type Shared =
  | keyof Surroundings
  | 'concurrency'
  | 'workers'
  | 'judge'
  | 'signal'
  | 'onDownload'
  | 'onProgress'
  | 'onSpending';

/** As an object, so that none can be forgotten. */
const SHARED: Record<Shared, true> = {
  store: true,
  dataDir: true,
  allowOutside: true,
  sandbox: true,
  config: true,
  env: true,
  concurrency: true,
  workers: true,
  judge: true,
  signal: true,
  onDownload: true,
  onProgress: true,
  onSpending: true,
};

/** The options that every run shares. */
export function shared(options: Options): Pick<Options, Shared> {
  const keys = (Object.keys(SHARED) as Shared[]).filter((key) => options[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, options[key]]));
}

/** Tells that a cell begins. */
export function tellCell({ options }: Context, { arm, block, seed }: Place, part: 'search' | 'test'): void {
  options.onCell?.({ arm: arm.name, task: block.task.name, executor: block.executor.name, seed, part });
}
