import { readShard, shardName } from '../shard.ts';

/**
 * The shards that are still missing: those with an item that is in no shard which has ended. Empty once every item is
 * in one.
 * @param items Number of them in the whole evaluation.
 * @param ended Also of different numbers, such as 1/2 and 2/4.
 * @param of The number of shards that the missing ones are told in.
 */
export function missingShards(items: number, ended: readonly string[], of: number): string[] {
  const byNumber = Map.groupBy(
    ended.map((name) => readShard(name)),
    (shard) => shard.of,
  );
  const indices = [...byNumber].map(([number, shards]) => [number, new Set(shards.map(({ index }) => index))] as const);
  const missing = new Set<number>();
  for (let place = 0; place < items; place++)
    if (!indices.some(([number, those]) => those.has((place % number) + 1))) missing.add((place % of) + 1);
  return [...missing].toSorted((a, b) => a - b).map((index) => shardName({ index, of }));
}
