import { expect, it } from 'vitest';
import { capsOfShard, readShard, shardItems } from './shard.ts';
import { missingShards } from './merge/coverage.ts';

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const shardsOf = (of: number) => Array.from({ length: of }, (_, i) => ({ index: i + 1, of }));

it.each([
  [1, ['abcdefg']],
  [3, ['adg', 'be', 'cf']],
  [7, ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
])('%i shards take every item once, neighbours apart', (of, parts) => {
  expect(shardsOf(of).map((shard) => shardItems(letters, shard).join(''))).toEqual(parts);
});

it('more shards than items are refused, in each of them', () => {
  for (const index of [1, 8])
    expect(() => shardItems(letters, { index, of: 8 })).toThrow(expect.objectContaining({ exitCode: 2 }));
});

it.each(['0/4', '5/4', 'x', '', '1', '1/0', '0/0', '-1/4', '1/4/2', '1.5/4', ' 1/4', '1/4 ', '1e1/20'])(
  '`%s` is no shard',
  (text) => expect(() => readShard(text)).toThrow(`Expected \`--shard\` to be i/n with i from 1 to n, got \`${text}\``),
);

it.each([0, 1, 3, 10, 11])('the calls of all shards are %i, and so are the dollars', (all) => {
  const caps = shardsOf(4).map((shard) => capsOfShard({ budgetUsd: all, maxCalls: all }, shard));
  expect(caps.reduce((sum, { maxCalls = 0 }) => sum + maxCalls, 0)).toBe(all);
  expect(caps.reduce((sum, { budgetUsd = 0 }) => sum + budgetUsd, 0)).toBe(all);
  expect(capsOfShard({}, { index: 1, of: 4 })).toEqual({});
});

it.each([
  [['1/2', '2/2'], 2, []],
  [['1/2'], 4, ['2/4', '4/4']],
  [['1/2', '2/4'], 4, ['4/4']],
  [['1/2', '2/4', '4/4'], 4, []],
  [[], 2, ['1/2', '2/2']],
] as const)('of 7 items in %j, told in %i, is missing %j', (ended, of, missing) =>
  expect(missingShards(7, ended, of)).toEqual(missing),
);
