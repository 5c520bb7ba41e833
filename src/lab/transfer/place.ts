import { priceSnapshot } from '../../model/index.ts';
import type { NewRun } from '../../run/index.ts';
import { type Session, isSimulated } from '../../session/index.ts';
import { fingerprint, scoringFacts, taskFingerprint } from '../../task/index.ts';
import type { Toolbox } from '../../tools/index.ts';
import type { Planned } from '../baselines/index.ts';
import type { FilledOptions } from './contract.ts';
import type { Plan, PlannedExecutor, PlannedTask } from './plan.ts';

/** A task with an executor: one run, in which every start and winner is a candidate. */
export interface Place extends PlannedTask {
  executor: PlannedExecutor;
  /** Of the task, once they are started. */
  tools?: Toolbox;
  /** Starts, then winners; each program once. */
  workflows: Planned[];
}

export function placesOf({ tasks, executors }: Plan): Place[] {
  return tasks.flatMap((one) =>
    executors.map((executor) => ({
      ...one,
      executor,
      workflows: distinct([...one.pairs.map(({ start }) => start), ...one.pairs.map(({ workflow }) => workflow)]),
    })),
  );
}

function distinct(workflows: readonly Planned[]): Planned[] {
  return workflows.filter(({ hash }, at) => workflows.findIndex((other) => other.hash === hash) === at);
}

/** A run that scores all workflows of a place, before it is on record. */
export function newRunOf(session: Session, options: FilledOptions, name: string, place: Place): NewRun {
  const { task, items, executor, workflows, tools } = place;
  const { split, repeats, seed, maxTokens, judge } = options;
  return {
    command: 'transfer',
    task,
    name: `transfer/${name}/${task.name}/${executor.id}`,
    identity: {
      command: 'transfer',
      task: task.name,
      executor: executor.id,
      judge: judge === undefined ? null : session.identify(judge),
      split,
      items: items.length,
      repeats,
      seed,
      dataHash: fingerprint(items),
      taskHash: taskFingerprint(task),
      maxTokens,
      workflows: workflows.map(({ hash }) => hash),
      toolsHash: tools?.hash,
    },
    facts: {
      [split]: items.length,
      metric: task.metric,
      kind: task.kind,
      ...scoringFacts(task),
      simulated: isSimulated(executor.id),
      sandbox: session.sandbox.name,
    },
    prices: priceSnapshot([executor.id], session.priceSources),
    splits: [{ split, items }],
  };
}
