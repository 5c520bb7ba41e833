import { readdir } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { usageError } from '../base/errors.ts';
import { parseStoreUrl, storeName } from '../base/store-url.ts';
import { loadConfig, storePlace } from '../config/index.ts';
import { type Shard, readShard, shardName } from '../score/index.ts';
import type { OptionSpec } from './option.ts';
import { slurmShard, slurmShardOf } from './slurm.ts';

/** `auto`: of an array of so many tasks in all. */
type GivenShard = Shard | 'off' | { auto: number };

const option: OptionSpec<GivenShard> = {
  value: 'I/N',
  description:
    'evaluate every N-th item from the I-th on, into a store of its own for `w4s merge`; auto/N: I is the number of ' +
    'this task in a Slurm array 1-N, also where a part of it is submitted; off: all items',
  otherwise: 'in a Slurm array the place of this task, else all items',
  parse: (given, flag) => {
    if (given === 'off') return 'off';
    const [, auto] = /^auto\/([1-9]\d{0,8})$/.exec(given) ?? [];
    return auto === undefined ? readShard(given, flag) : { auto: Number(auto) };
  },
};

export const shardOption = { shard: option };

/** Which shard is evaluated, and where it was taken from if nobody named it. */
export interface ShardHere {
  shard: Shard | undefined;
  because?: string;
}

/** Where runs go. */
export interface Stores {
  /** The store of all items, where `--store` or a variable says which. @default the config's */
  usual?: string | undefined;
  /** What `--store` itself names: then the shard is to be there. */
  named?: string | undefined;
}

/** @throws usage errors where nobody named the shard and it is not certain: see {@link slurmShard} */
export async function shardHere(given: GivenShard | undefined, { usual, named }: Stores): Promise<ShardHere> {
  if (given === 'off') return { shard: undefined };
  if (given !== undefined && 'index' in given) return { shard: given };
  const because = `as SLURM_ARRAY_TASK_ID is ${process.env.SLURM_ARRAY_TASK_ID}`;
  if (given !== undefined) return { shard: slurmShardOf(given.auto), because };
  const shard = slurmShard();
  if (shard !== undefined && named === undefined) await assertNotOfAnother(shard, usual);
  return { shard, because };
}

/**
 * The store of a shard: the one that is named, else a file of its own beside the one of all: `store.shard-2-of-4.db`.
 */
export async function storeOfShard({ index, of }: Shard, { usual, named }: Stores): Promise<string> {
  if (named !== undefined) return named;
  const place = await fileOfAll(usual);
  if (place.file === undefined) return place.url;
  const { dir, name, ext } = parse(place.file);
  return `${dir === '' ? '.' : dir}/${name}.shard-${index}-of-${of}${ext}`;
}

/** What is told before a shard is evaluated. */
export function shardText({ shard, store, because }: { shard: Shard; store: string | undefined; because?: string }) {
  const why = because === undefined ? '' : ` (${because}; --shard off evaluates all items)`;
  return `Shard ${shardName(shard)} of the items${why}, into ${storeName(store ?? '')}. Caps are shared by all shards.`;
}

/**
 * Tasks 1 and 2 of eight that are submitted again look like an array of two: the stores of the others tell.
 * @throws usage error `slurm-array`
 */
async function assertNotOfAnother({ of }: Shard, usual: string | undefined): Promise<void> {
  const { file } = await fileOfAll(usual);
  if (file === undefined) return;
  const { name, ext } = parse(file);
  const names = await readdir(dirname(file)).catch(() => []);
  const [begin, end] = [`${name}.shard-`, ext];
  for (const one of names.filter((name) => name.startsWith(begin) && name.endsWith(end))) {
    const [, others] = /^\d{1,9}-of-(\d{1,9})$/.exec(one.slice(begin.length, -end.length || undefined)) ?? [];
    if (others === undefined || Number(others) === of) continue;
    throw usageError(
      'slurm-array',
      `Expected all ${of} shards in this Slurm array, got one of ${others} in \`${join(dirname(file), one)}\``,
      { hint: `If this is a part of an array 1-${others}: --shard auto/${others}. If not: --shard auto/${of}.` },
    );
  }
}

/** Where the store of all items lies, if that is a file. */
async function fileOfAll(usual: string | undefined): Promise<{ url: string; file?: string }> {
  const url = usual ?? storePlace(await loadConfig()).path;
  const address = parseStoreUrl(url);
  return address.scheme === 'postgres' || address.path === ':memory:' ? { url } : { url, file: address.path };
}
