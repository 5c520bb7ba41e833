import { version } from '../base/version.ts';
import { type Identity, type NewRun, hashOf } from '../run/index.ts';
import { priceSnapshot } from '../model/index.ts';
import { type Session, isSimulated } from '../session/index.ts';
import { fingerprint, scoringFacts, taskFingerprint } from '../task/index.ts';
import type { FilledScoreOptions } from './contract.ts';
import type { Prepared } from './prepare.ts';
import { labelOfShard, shardName } from './shard.ts';

/** What is known before the first call; `toolsHash` of the task's tools, if it has any. */
type PreparedWithTools = Prepared & { toolsHash: string | undefined };

/** An evaluation as a run, before it is on record. */
export function newRunOf(session: Session, options: FilledScoreOptions, prepared: PreparedWithTools): NewRun {
  const { subject, task, items, split, executor } = prepared;
  const { shard } = options;
  const whole = identityOf(session, options, prepared);
  return {
    command: 'eval',
    task,
    name: options.name,
    identity: { ...whole, shard: shard && shardName(shard) },
    facts: {
      whole: shard && hashOf(whole),
      label: labelOfShard(subject.label, shard),
      code: subject.code,
      metric: task.metric,
      kind: task.kind,
      ...scoringFacts(task),
      simulated: isSimulated(executor),
      sandbox: session.sandbox.name,
      version,
    },
    prices: priceSnapshot([executor], session.priceSources),
    splits: [{ split, items }],
  };
}

function identityOf(
  session: Session,
  options: FilledScoreOptions,
  { subject, task, allItems, split, executor, toolsHash }: PreparedWithTools,
): Identity {
  const { repeats, seed, cache, maxTokens, judge } = options;
  return {
    workflow: subject.hash,
    task: task.name,
    executor,
    judge: judge === undefined ? undefined : session.identify(judge),
    split,
    items: allItems.length,
    repeats,
    seed,
    cache,
    dataHash: fingerprint(allItems),
    taskHash: taskFingerprint(task),
    maxTokens,
    toolsHash,
  };
}
