import { priceSnapshot } from '../../model/index.ts';
import type { NewRun } from '../../run/index.ts';
import { type Session, isSimulated } from '../../session/index.ts';
import { fingerprint, scoringFacts, taskFingerprint } from '../../task/index.ts';
import type { FilledOptions } from './contract.ts';
import type { Plan } from './plan.ts';

/** Baselines as a run, before it is on record. */
export function newRunOf(session: Session, options: FilledOptions, plan: Plan, toolsHash?: string): NewRun {
  const { task, items, executor, baselines } = plan;
  const { split, repeats, seed, cache, maxTokens, vote, judge } = options;
  return {
    command: 'baselines',
    task,
    name: options.name,
    identity: {
      command: 'baselines',
      task: task.name,
      executor,
      judge: judge === undefined ? null : session.identify(judge),
      split,
      items: items.length,
      repeats,
      seed,
      cache,
      dataHash: fingerprint(items),
      taskHash: taskFingerprint(task),
      maxTokens,
      vote,
      workflows: baselines.map(({ hash }) => hash),
      toolsHash,
    },
    facts: {
      [split]: items.length,
      metric: task.metric,
      kind: task.kind,
      ...scoringFacts(task),
      simulated: isSimulated(executor),
      sandbox: session.sandbox.name,
    },
    prices: priceSnapshot([executor], session.priceSources),
    splits: [{ split, items }],
  };
}
