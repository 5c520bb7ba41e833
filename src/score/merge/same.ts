import { W4sError } from '../../base/errors.ts';
import type { RunConfig } from '../../run/index.ts';
import { shardName } from '../shard.ts';
import type { Part, Shards } from './contract.ts';

/** What makes two evaluations different ones, as a person calls it. */
const DIFFERENCES: readonly [field: keyof RunConfig, words: string][] = [
  ['task', 'the task'],
  ['split', 'the split'],
  ['workflow', 'the workflow (hash of its text)'],
  ['dataHash', 'the data (fingerprint of the items)'],
  ['taskHash', 'the task (fingerprint of its description and scorer)'],
  ['executor', 'the executor'],
  ['items', 'the number of items'],
  ['repeats', 'the repeats'],
  ['seed', 'the seed'],
  ['cache', 'the use of the cache'],
  ['maxTokens', 'the limit on tokens'],
  ['toolsHash', 'the tools'],
];

/**
 * The shards of each evaluation.
 * @throws {W4sError} `shards-differ` where they were not evaluated with the same, in the words of what differs
 */
export function evaluationsIn(parts: readonly Part[]): Shards[] {
  const groups = [...Map.groupBy(parts, ({ whole }) => whole).values()].flatMap(([one, ...others]): Shards[] =>
    one === undefined ? [] : [[one, ...others]],
  );
  for (const [first, ...others] of groups) for (const other of others) assertSamePlace(first, other);
  for (const [i, group] of groups.entries())
    for (const other of groups.slice(i + 1)) if (complete(group, other)) throw mixed(group, other);
  return groups;
}

/** Scores of two versions, or of two sandboxes, are not those of one evaluation. */
function assertSamePlace(first: Part, other: Part): void {
  if (first.config.version !== other.config.version)
    throw differ(first, other, 'the version of w4s', first.config.version, other.config.version);
  const [one, two] = [first, other].map(({ config }) => backendOf(config.sandbox));
  if (one !== two) throw differ(first, other, 'the sandbox', one, two);
}

/** `native+bwrap`: what else a machine has around it changes no score. */
function backendOf(sandbox: string | undefined): string | undefined {
  return sandbox?.split('+')[0];
}

/**
 * Whether each of two evaluations lacks a shard that the other has, of the same number: then they are taken for one
 * that was not evaluated with the same everywhere.
 */
function complete(group: Shards, other: Shards): boolean {
  const isSameNumber = group.some(({ shard }) => other.some((part) => part.shard.of === shard.of));
  return isSameNumber && lacks(group, other) && lacks(other, group);
}

/** Whether the first lacks a shard that the second has. */
function lacks(group: Shards, other: Shards): boolean {
  const names = new Set(group.map(({ shard }) => shardName(shard)));
  return other.some(({ shard }) => !names.has(shardName(shard)));
}

function mixed([one]: Shards, [two]: Shards): W4sError {
  const [field, words] = DIFFERENCES.find(([name]) => one.config[name] !== two.config[name]) ?? [
    'whole',
    'the settings',
  ];
  return differ(one, two, words, one.config[field], two.config[field]);
}

function differ(first: Part, other: Part, what: string, one: unknown, two: unknown): W4sError {
  const [a, b] = [first, other].map(({ shard, place }) => `shard ${shardName(shard)} of \`${place}\``);
  return new W4sError(
    'shards-differ',
    `Expected ${what} to be the same in all shards, got \`${String(one)}\` in ${a} and \`${String(two)}\` in ${b}`,
    { hint: 'Evaluate the other one again with the same, or merge the stores of each evaluation by themselves.' },
  );
}
