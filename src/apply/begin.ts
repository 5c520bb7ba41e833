import { priceSnapshot } from '../model/index.ts';
import { type Identity, createRunOf, findEarlier, findLatest } from '../run/index.ts';
import { type Session, isSimulated } from '../session/index.ts';
import { INPUTS, type Run } from '../store/index.ts';
import type { FilledApplyOptions } from './contract.ts';
import type { Prepared } from './prepare.ts';

/** A new run, or an earlier one of the same command where that is wished. */
export async function takeUp(session: Session, options: FilledApplyOptions, prepared: Prepared): Promise<Run> {
  const { command = 'run', name, goesOn = 'never', planned } = options;
  const { subject, kind, task, executor } = prepared;
  const identity = identityOf(options, prepared);
  const find = goesOn === 'always' ? findLatest : findEarlier;
  const earlier = goesOn === 'never' ? undefined : await find(session.store, identity, name);
  if (earlier !== undefined) return earlier;
  return createRunOf(session.store, {
    command,
    task: { name: task, kind },
    name,
    identity,
    facts: {
      label: subject.label,
      code: subject.code,
      simulated: isSimulated(executor),
      sandbox: session.sandbox.name,
      items: planned,
    },
    prices: priceSnapshot([executor], session.priceSources),
    splits: [],
    joins: goesOn !== 'never',
  });
}

function identityOf(options: FilledApplyOptions, { subject, kind, task, executor, tools }: Prepared): Identity {
  const { command = 'run', seed, cache, maxTokens, quotas, identity } = options;
  const workflow = subject.hash;
  const facts = { command, workflow, task, kind, executor, split: INPUTS, seed, cache, maxTokens, quotas };
  return { ...facts, toolsHash: tools?.hash, ...identity };
}
