import { usageError } from '../base/errors.ts';
import { type Run, type Store, looksOfDeleted, runIdOf, timesDone } from '../store/index.ts';
import { configOfRun } from '../run/index.ts';
import type { Requirements } from './requirements.ts';
import type { Shard } from './settings.ts';

/** `2/4` */
export function shardName({ index, of }: Shard): string {
  return `${index}/${of}`;
}

/** How a workflow is called of which a part of the items is evaluated. */
export function labelOfShard(label: string, shard: Shard | undefined): string {
  return shard === undefined ? label : `${label} (shard ${shardName(shard)})`;
}

/** @throws usage error `invalid-option` */
export function readShard(text: string, flag = '--shard'): Shard {
  const [, index, of] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (shard.index >= 1 && shard.index <= shard.of) return shard;
  throw usageError('invalid-option', `Expected \`${flag}\` to be i/n with i from 1 to n, got \`${text}\``, {
    hint: 'For example 2/4: the second of four parts.',
  });
}

/**
 * The items of a shard: those at the places `index - 1`, `index - 1 + of`, `index - 1 + 2 * of`, ... of the split as it
 * is ordered, after `limit`; each with all its repeats. So each item is in one shard, whoever looks, and neighbours,
 * which are often alike, are in different ones.
 * @throws usage error `invalid-option` where some shard would have none
 */
export function shardItems<T>(items: readonly T[], { index, of }: Shard): T[] {
  if (of > items.length)
    throw usageError('invalid-option', `Expected at most ${items.length} shards, one for each item, got ${of}`, {
      hint: 'Name a smaller n in --shard i/n, or start an array of fewer tasks.',
    });
  return items.filter((_, place) => isInShard(place, { index, of }));
}

/** @param place Of an item in its split, from 0. */
export function isInShard(place: number, { index, of }: Shard): boolean {
  return place % of === index - 1;
}

interface Caps {
  budgetUsd?: number;
  maxCalls?: number;
}

/** What of the caps falls to a shard: its part of the dollars, and of the calls as of items. Together they are all. */
export function capsOfShard({ budgetUsd, maxCalls }: Caps, shard: Shard | undefined): Caps {
  if (shard === undefined) return { budgetUsd, maxCalls };
  const { index, of } = shard;
  return {
    budgetUsd: budgetUsd === undefined ? undefined : budgetUsd / of,
    maxCalls: maxCalls === undefined ? undefined : Math.ceil((maxCalls - (index - 1)) / of),
  };
}

/** @throws usage error where something is required of a part that only the whole can reach */
export function assertWhole({ shard, minScore, noWorseThan }: Requirements & { shard?: Shard }): void {
  if (shard === undefined || (minScore === undefined && noWorseThan === undefined)) return;
  throw usageError('invalid-option', 'Expected no requirement of a shard: it is about all items', {
    hint: 'Join the shards with `w4s merge`, then give the command with that store and `--shard off`: it is free.',
  });
}

/**
 * The run that the opening of a test split counts for. All shards of an evaluation open it for one run, which is what
 * they are merged into, so that they are one look in whatever store they meet. A shard that is evaluated once more is
 * another look, with the others that are; so is one after a shard that was deleted.
 */
export async function openedBy(store: Store, run: Run): Promise<string> {
  const { whole } = configOfRun(run);
  if (whole === undefined) return run.id;
  const id = runIdOf(run.task, whole);
  const before = (await timesDone(store, run.config_hash)) + (await looksOfDeleted(store, id)).length;
  return before === 0 ? id : `${id}.${before + 1}`;
}
