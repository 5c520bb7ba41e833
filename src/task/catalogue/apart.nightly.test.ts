import { describe, expect, test } from 'vitest';
import type { SplitName, TaskItem } from '../contract.ts';
import { loadTask } from '../load.ts';
import { dataDir, noData } from '../../../tests/support/test-data.ts';
import { questionOf } from './cut.ts';
import { CATALOGUE } from './index.ts';

/** Variants that are published with questions in two splits, and keep them. */
const AS_PUBLISHED: Readonly<Record<string, number>> = { 'drop:adas': 3, 'drop:aflow': 5 };
const NAMES = CATALOGUE.flatMap(({ name, variants }) =>
  Object.keys(variants).map((variant) => (variant === '' ? name : `${name}:${variant}`)),
).filter((name) => !/^(gaia|word-problems|pocket)/.test(name));

function shared(
  one: readonly TaskItem[] = [],
  other: readonly TaskItem[] = [],
  key: (item: TaskItem) => string = questionOf,
): string[] {
  const keys = new Set(other.map(key));
  return one.filter((item) => keys.has(key(item))).map(({ id }) => id);
}

describe.skipIf(noData)('no question stands in two splits (skipped without the benchmark data)', () => {
  test.each(NAMES)('%s', async (name) => {
    const { validation, test: sealed, train } = (await loadTask(name, { dataDir })).splits;
    expect(shared(validation, sealed)).toHaveLength(AS_PUBLISHED[name] ?? 0);
    expect(shared(train, [...validation!, ...sealed!])).toEqual([]);
  });

  test('mgsm keeps a problem and its translations on one side, the same one as each language alone', async () => {
    const problem = ({ id }: TaskItem) => id.split('/')[2]!;
    const { splits } = await loadTask('mgsm', { dataDir });
    const pairs: [SplitName, SplitName][] = [
      ['validation', 'test'],
      ['train', 'test'],
      ['train', 'validation'],
    ];
    for (const [one, other] of pairs) expect(shared(splits[one], splits[other], problem)).toEqual([]);
    const german = (await loadTask('mgsm:de', { dataDir })).splits;
    expect(shared([...splits.validation!, ...splits.train!], german.test, problem)).toEqual([]);
    expect(shared(german.validation, splits.test, problem)).toEqual([]);
    expect(new Set(splits.test!.slice(0, 500).map(({ metadata }) => metadata!['language'])).size).toBe(11);
    const adas = (await loadTask('mgsm:adas', { dataDir })).splits;
    expect(shared(adas.validation, adas.test, problem).length).toBeGreaterThan(120);
  });

  test('humaneval holds no task in two wordings, and tests what W4S and AFlow test', async () => {
    const [ours, theirs] = [
      (await loadTask('humaneval', { dataDir })).splits,
      (await loadTask('humaneval:w4s', { dataDir })).splits,
    ];
    expect(ours.test).toEqual(theirs.test);
    const words = ({ input, entryPoint }: TaskItem) =>
      input
        .replace(/[^]*(?:def )/, '')
        .split('>>>')[0]!
        .replaceAll(entryPoint!, '')
        .toLowerCase()
        .replace(/[^a-z]+/g, ' ');
    expect(shared(theirs.validation, theirs.test, words)).toEqual(['HumanEval/56']);
    expect(shared(ours.validation, ours.test, words)).toEqual([]);
  });
});
