import { type Identity, createRunOf, findEarlier, findIdentical } from '../run/index.ts';
import { priceSnapshot } from '../model/index.ts';
import { type Session, identicalText, isSimulated } from '../session/index.ts';
import type { Run } from '../store/index.ts';
import { fingerprint, taskFingerprint } from '../task/index.ts';
import type { FilledScoreOptions } from './contract.ts';
import type { Prepared } from './prepare.ts';

/** A new run, or the unfinished one of the same command. */
export async function takeUp(
  session: Session,
  options: FilledScoreOptions,
  prepared: Prepared & { toolsHash: string | undefined },
): Promise<Run> {
  const { store, priceSources } = session;
  const { cache, name, onWarning } = options;
  const { subject, task, items, split, executor } = prepared;
  const identity = identityOf(options, prepared);
  const earlier = await findEarlier(store, identity, name);
  if (earlier !== undefined) return earlier;
  const identical = cache === 'use' ? await findIdentical(store, identity) : undefined;
  if (identical !== undefined) onWarning?.(identicalText(identical.id));
  return createRunOf(store, {
    command: 'eval',
    task,
    name,
    identity,
    facts: {
      label: subject.label,
      code: subject.code,
      metric: task.metric,
      kind: task.kind,
      simulated: isSimulated(executor),
      sandbox: session.sandbox.name,
    },
    prices: priceSnapshot([executor], priceSources),
    splits: [{ split, items }],
  });
}

function identityOf(
  options: FilledScoreOptions,
  { subject, task, items, split, executor, toolsHash }: Parameters<typeof takeUp>[2],
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
