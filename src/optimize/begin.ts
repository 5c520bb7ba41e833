import { W4sError } from '../errors.ts';
import { isSimulated } from '../session/index.ts';
import { type Claim, type Run, type Store, claimRun, createRun, findFinished, findRun, findUnfinished, saveItems, updateRun } from '../store/index.ts';
import { type Plan, configOf, hashOf } from './plan.ts';

/** `collect`: trajectories for training are wanted, and the test split stays sealed. */
export type RunCommand = 'optimize' | 'collect';

export interface BeginOptions {
  store: Store;
  plan: Plan;
  name?: string;
  /** The run to continue. @default an unfinished run of the same settings, else a new one */
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

/** Creates a run, or takes up the one that was interrupted, and claims it for this process. */
export async function beginRun({ store, plan, name, run: reference, anew = false, command = 'optimize', dataDir, onCancel }: BeginOptions): Promise<Begun> {
  const identity = configOf(plan);
  const configHash = hashOf(command === 'optimize' ? identity : { ...identity, command });
  const earlier = reference === undefined ? (anew || name !== undefined ? undefined : await findUnfinished(store, configHash)) : await findRun(store, reference);
  if (earlier !== undefined && earlier.config_hash !== configHash) throw changed(earlier, identity);
  const finished = earlier === undefined && plan.settings.cache === 'use' ? await findFinished(store, configHash) : undefined;
  const run = earlier ?? await createRun(store, {
    command, task: plan.task.name, configHash, ...(name === undefined ? {} : { name }),
    config: { ...identity, metric: plan.task.metric, kind: plan.task.kind, start: plan.start?.label ?? null, validation: plan.validation.length, test: plan.test.length, dataDir: dataDir ?? null, simulated: [plan.executor, plan.meta].some(isSimulated) },
  });
  const claim = await claimRun(store, run.id, onCancel);
  if (earlier === undefined) {
    await updateRun(store, run.id, { prices: JSON.stringify(plan.prices) });
    await saveItems(store, { runId: run.id, split: 'validation', items: plan.validation, withTargets: plan.task.kind === 'answer' });
    await saveItems(store, { runId: run.id, split: 'test', items: plan.test, withTargets: false });
  }
  return { run, resumed: earlier !== undefined, identicalTo: finished?.id, claim };
}

function changed(run: Run, identity: Record<string, unknown>): W4sError {
  const before = JSON.parse(run.config) as Record<string, unknown>;
  const fields = Object.keys(identity).filter((key) => JSON.stringify(identity[key]) !== JSON.stringify(before[key]));
  const data = fields.includes('dataHash') ? 'The data of the task' : fields.join(', ');
  return new W4sError('run-changed', `Run \`${run.id}\` can't go on: ${data} changed since it began`, {
    hint: 'Restore what changed, or start a new run with `w4s optimize`: answers that were paid for are still in the cache.',
  });
}
