import type { SplitName, TaskItem } from '../contract.ts';

/** Inputs that differ only in white space or in composed accents are the same question. */
export function sameInput({ input }: Pick<TaskItem, 'input'>): string {
  return input.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** Warnings about inputs that occur more than once, one sentence each. */
export function repeatWarnings(splits: Readonly<Partial<Record<SplitName, readonly TaskItem[]>>>): string[] {
  const all = Object.entries(splits).flatMap(([split, items]) => items.map((item) => ({ split, item })));
  const repeated = [...Map.groupBy(all, ({ item }) => sameInput(item)).values()].filter((group) => group.length > 1);
  const between = repeated.filter((group) => new Set(group.map(({ split }) => split)).size > 1);
  const leaks = between.filter((group) => group.some(({ split }) => split === 'test'));
  const within = repeated.filter((group) => !between.includes(group));
  const differing = repeated.filter((group) => new Set(group.map(({ item }) => JSON.stringify(item.target))).size > 1);
  return [
    told(leaks, 'both in the test split and in another one, so the test score is too optimistic'),
    told(
      between.filter((group) => !leaks.includes(group)),
      'both in validation and in train',
    ),
    told(within, 'more than once in one split, where it weighs more'),
    told(differing, 'more than once with different golds, at most one of which can be matched'),
  ].flat();
}

function told(groups: readonly { split: string; item: TaskItem }[][], what: string): string[] {
  const [first] = groups;
  if (first === undefined) return [];
  const example = first
    .slice(0, 3)
    .map(({ split, item }) => `\`${item.id}\` in ${split}`)
    .join(', ');
  const stand = groups.length === 1 ? 'input stands' : 'inputs stand';
  return [`${groups.length} ${stand} ${what} (${example}).`];
}
