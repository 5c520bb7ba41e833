import { W4sError } from '../base/errors.ts';
import { type Identity, configOfRun, createRunOf, findEarlier, findIdentical, hashOf } from '../run/index.ts';
import { isSimulated } from '../session/index.ts';
import { type Run, type Store, findRun } from '../store/index.ts';
import { scoringFacts } from '../task/index.ts';
import type { RunChoice } from './options.ts';
import { type Plan, identityOf } from './plan.ts';
import type { RunCommand } from './strategies/index.ts';

export interface BeginOptions extends RunChoice {
  store: Store;
  /** Name of the sandbox. */
  sandbox: string;
  plan: Plan;
  /** Kept with the run, for its continuation by name. */
  dataDir?: string;
}

/** A run on record. */
export interface Begun {
  row: Run;
  resumed: boolean;
  /** A finished run of the very same settings, whose answers this one will find in the cache. */
  identicalTo: string | undefined;
}

/** Fields that older versions did not write. */
const NEWER = new Set(['taskHash', 'startHash']);

/**
 * The run that these options are about, if it began before.
 * @throws {W4sError} `run-changed` when something that it rests on is not what it was
 */
export async function earlierRun({
  store,
  plan,
  name,
  run: reference,
  anew = false,
  command = 'optimize',
}: BeginOptions): Promise<Run | undefined> {
  const identity = identityOf(plan);
  if (reference === undefined) return anew ? undefined : findEarlier(store, withCommand(command, identity), name);
  const earlier = await findRun(store, reference);
  // An older version did not look at the task beyond its items, nor at what is in files to start from.
  const before = configOfRun(earlier);
  const isKnown = (field: string): boolean => !NEWER.has(field) || field in before;
  const known = Object.fromEntries(Object.entries(identity).filter(([field]) => isKnown(field)));
  if (earlier.config_hash !== hashOf(withCommand(command, known))) throw changed(earlier, known);
  return earlier;
}

/** Takes up the run that was interrupted, or creates one. */
export async function beginRun(options: BeginOptions, earlier: Run | undefined): Promise<Begun> {
  if (earlier !== undefined) return { row: earlier, resumed: true, identicalTo: undefined };
  const { store, plan, command = 'optimize' } = options;
  const isShared = plan.settings.cache === 'use';
  const identical = isShared ? await findIdentical(store, withCommand(command, identityOf(plan))) : undefined;
  return { row: await newRun(options), resumed: false, identicalTo: identical?.id };
}

function newRun({
  store,
  sandbox,
  plan,
  name,
  command = 'optimize',
  dataDir,
  anew = false,
}: BeginOptions): Promise<Run> {
  const { task, starts, validation, test, executor, meta, prices } = plan;
  return createRunOf(store, {
    command,
    task,
    name,
    identity: withCommand(command, identityOf(plan)),
    facts: {
      strategy: plan.strategy,
      metric: task.metric,
      kind: task.kind,
      ...scoringFacts(task),
      start: starts.length === 0 ? null : starts.map(({ label }) => label).join(', '),
      validation: validation.length,
      test: test.length,
      dataDir: dataDir ?? null,
      simulated: [executor, meta].some(isSimulated),
      sandbox,
    },
    prices,
    splits: [
      { split: 'validation', items: validation },
      { split: 'test', items: test },
    ],
    joins: !anew,
  });
}

function withCommand(command: RunCommand, identity: Identity): Identity {
  return command === 'optimize' ? identity : { ...identity, command };
}

function changed(run: Run, identity: Identity): W4sError {
  const before: Identity = configOfRun(run);
  const fields = Object.keys(identity).filter((key) => JSON.stringify(identity[key]) !== JSON.stringify(before[key]));
  return new W4sError(
    'run-changed',
    `Run \`${run.id}\` can't be continued: ${whatChanged(fields)} changed since it began`,
    {
      hint:
        'Restore what changed, or start a new run with `w4s optimize`: ' +
        'answers that were paid for are still in the cache.',
    },
  );
}

function whatChanged(fields: readonly string[]): string {
  if (fields.includes('dataHash')) return 'The data of the task';
  if (fields.includes('taskHash')) return 'The description, the scorer or the splits of the task';
  return fields.includes('startHash') ? 'A workflow to start from' : fields.join(', ');
}
