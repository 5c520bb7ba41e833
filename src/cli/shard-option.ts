import { parse } from 'node:path';
import { parseStoreUrl, storeName } from '../base/store-url.ts';
import { loadConfig, storePlace } from '../config/index.ts';
import { type Shard, readShard, shardName } from '../score/index.ts';
import type { OptionSpec } from './option.ts';
import { slurmShard } from './slurm.ts';

const option: OptionSpec<Shard | 'off'> = {
  value: 'I/N',
  description: 'evaluate every N-th item from the I-th on, into a store of its own for `w4s merge`; off: all items',
  otherwise: 'in a Slurm array the place of this task, else all items',
  parse: (given, flag) => (given === 'off' ? 'off' : readShard(given, flag)),
};

export const shardOption = { shard: option };

/** Which shard is evaluated, and where it was taken from if nobody named it. */
export interface ShardHere {
  shard: Shard | undefined;
  because?: string;
}

export function shardHere(given: Shard | 'off' | undefined): ShardHere {
  if (given !== undefined) return { shard: given === 'off' ? undefined : given };
  return { shard: slurmShard(), because: `as SLURM_ARRAY_TASK_ID is ${process.env.SLURM_ARRAY_TASK_ID}` };
}

/**
 * The store of a shard: the one that is named, else a file of its own beside the one of all: `store.shard-2-of-4.db`.
 */
export async function storeOfShard(named: string | undefined, { index, of }: Shard): Promise<string> {
  if (named !== undefined) return named;
  const { path } = storePlace(await loadConfig());
  const address = parseStoreUrl(path);
  if (address.scheme === 'postgres' || address.path === ':memory:') return path;
  const { dir, name, ext } = parse(address.path);
  return `${dir === '' ? '.' : dir}/${name}.shard-${index}-of-${of}${ext}`;
}

/** What is told before a shard is evaluated. */
export function shardText({ shard, store, because }: { shard: Shard; store: string | undefined; because?: string }) {
  const why = because === undefined ? '' : ` (${because}; --shard off evaluates all items)`;
  return `Shard ${shardName(shard)} of the items${why}, into ${storeName(store ?? '')}. Caps are shared by all shards.`;
}
