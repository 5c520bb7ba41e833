import { W4sError } from '../base/errors.ts';
import { isSimulated } from '../session/index.ts';
import {
  type Claim,
  type Run,
  type Store,
  claimRun,
  createRun,
  findFinished,
  findRun,
  findUnfinished,
  saveItems,
  updateRun,
} from '../store/index.ts';
import type { RunCommand } from './options.ts';
import { type Plan, configOf, hashOf } from './plan.ts';

export interface BeginOptions {
  store: Store;
  plan: Plan;
  name?: string;
  /** The run to continue. @default an unfinished run of the same settings and name, else a new one */
  run?: string;
  /** Begin anew even if there is an unfinished run of the same settings. */
  anew?: boolean;
  /** What the run is for. @default 'optimize' */
  command?: RunCommand;
  /** Kept with the run, for its continuation by name. */
  dataDir?: string;
  onCancel: () => void;
}

/** A run that this process holds. */
export interface Begun {
  run: Run;
  resumed: boolean;
  /** A finished run of the very same settings, whose answers this one will find in the cache. */
  identicalTo: string | undefined;
  claim: Claim;
}

/**
 * The run that these options are about, if it began before.
 * @throws {W4sError} `run-changed` when something that it rests on is not what it was
 */
export async function findEarlier({
  store,
  plan,
  name,
  run: reference,
  anew = false,
  command = 'optimize',
}: BeginOptions): Promise<Run | undefined> {
  const identity = configOf(plan);
  if (reference === undefined) return anew ? undefined : findUnfinished(store, hashFor(command, identity), name);
  const earlier = await findRun(store, reference);
  // An older version did not look at the task beyond its items.
  const { taskHash: _taskHash, ...older } = identity;
  const known = 'taskHash' in (JSON.parse(earlier.config) as object) ? identity : older;
  if (earlier.config_hash !== hashFor(command, known)) throw changed(earlier, known);
  return earlier;
}

/** Creates a run, or takes up the one that was interrupted, and claims it for this process. */
export async function beginRun(options: BeginOptions, earlier: Run | undefined): Promise<Begun> {
  const { store, plan, command = 'optimize', onCancel } = options;
  const isRepeated = earlier === undefined && plan.settings.cache === 'use';
  const finished = isRepeated ? await findFinished(store, hashFor(command, configOf(plan))) : undefined;
  const run = earlier ?? (await newRun(options));
  const claim = await claimRun(store, run.id, onCancel);
  if (earlier === undefined) {
    await updateRun(store, run.id, { prices: JSON.stringify(plan.prices) });
    await saveItems(store, {
      runId: run.id,
      split: 'validation',
      items: plan.validation,
      withTargets: plan.task.kind === 'answer',
    });
    await saveItems(store, { runId: run.id, split: 'test', items: plan.test, withTargets: false });
  }
  return { run, resumed: earlier !== undefined, identicalTo: finished?.id, claim };
}

function newRun({ store, plan, name, command = 'optimize', dataDir }: BeginOptions): Promise<Run> {
  const { task, starts, validation, test, executor, meta } = plan;
  const identity = configOf(plan);
  return createRun(store, {
    command,
    task: task.name,
    name,
    configHash: hashFor(command, identity),
    config: {
      ...identity,
      metric: task.metric,
      kind: task.kind,
      start: starts.length === 0 ? null : starts.map(({ label }) => label).join(', '),
      validation: validation.length,
      test: test.length,
      dataDir: dataDir ?? null,
      simulated: [executor, meta].some(isSimulated),
    },
  });
}

function hashFor(command: RunCommand, identity: Record<string, unknown>): string {
  return hashOf(command === 'optimize' ? identity : { ...identity, command });
}

function changed(run: Run, identity: Record<string, unknown>): W4sError {
  const before = JSON.parse(run.config) as Record<string, unknown>;
  const fields = Object.keys(identity).filter((key) => JSON.stringify(identity[key]) !== JSON.stringify(before[key]));
  return new W4sError('run-changed', `Run \`${run.id}\` can't go on: ${whatChanged(fields)} changed since it began`, {
    hint: 'Restore what changed, or start a new run with `w4s optimize`: answers that were paid for are still in the cache.',
  });
}

function whatChanged(fields: readonly string[]): string {
  if (fields.includes('dataHash')) return 'The data of the task';
  return fields.includes('taskHash') ? 'The description, the scorer or the splits of the task' : fields.join(', ');
}
