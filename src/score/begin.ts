import { type Identity, type NewRun } from '../run/index.ts';
import { priceSnapshot } from '../model/index.ts';
import { type Session, isSimulated } from '../session/index.ts';
import { fingerprint, taskFingerprint } from '../task/index.ts';
import type { FilledScoreOptions } from './contract.ts';
import type { Prepared } from './prepare.ts';

/** What is known before the first call; `toolsHash` of the task's tools, if it has any. */
type PreparedWithTools = Prepared & { toolsHash: string | undefined };

/** An evaluation as a run, before it is on record. */
export function newRunOf(session: Session, options: FilledScoreOptions, prepared: PreparedWithTools): NewRun {
  const { subject, task, items, split, executor } = prepared;
  return {
    command: 'eval',
    task,
    name: options.name,
    identity: identityOf(options, prepared),
    facts: {
      label: subject.label,
      code: subject.code,
      metric: task.metric,
      kind: task.kind,
      simulated: isSimulated(executor),
      sandbox: session.sandbox.name,
    },
    prices: priceSnapshot([executor], session.priceSources),
    splits: [{ split, items }],
  };
}

function identityOf(
  options: FilledScoreOptions,
  { subject, task, items, split, executor, toolsHash }: PreparedWithTools,
): Identity {
  const { repeats, seed, cache, maxTokens } = options;
  return {
    workflow: subject.hash,
    task: task.name,
    executor,
    split,
    items: items.length,
    repeats,
    seed,
    cache,
    dataHash: fingerprint(items),
    taskHash: taskFingerprint(task),
    maxTokens,
    toolsHash,
  };
}
