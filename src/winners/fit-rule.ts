import type { Rule } from '../workflow/index.ts';

/** An item to learn from. */
export interface Example {
  /** By name; a word that an input holds counts 1, others are absent. */
  features: ReadonlyMap<string, number>;
  /** What each program is worth on it, in the order of the programs. */
  values: readonly number[];
}

/**
 * A tree of at most `depth` questions: which program is worth most on items that look alike. A question has to be worth
 * an item's right answer over the one best program, and both its sides have a tenth of the items. Without such a
 * question, the first program.
 *
 * @param programs Names, best single program first.
 */
export function fitRule(
  examples: readonly Example[],
  programs: readonly string[],
  { depth = Math.min(2, programs.length - 1) }: { depth?: number } = {},
): Rule {
  return grown(examples, { programs, depth, least: Math.max(3, Math.ceil(examples.length / 10)) }, 0);
}

interface Growing {
  programs: readonly string[];
  depth: number;
  /** Examples of a side. */
  least: number;
}

/** @param otherwise The program of a leaf without a reason for another. */
function grown(examples: readonly Example[], growing: Growing, otherwise: number): Rule {
  const { programs, depth } = growing;
  const leaf = programs[otherwise] ?? '';
  const split = depth === 0 ? undefined : bestSplit(examples, growing);
  if (split === undefined) return leaf;
  const { feature, above } = split;
  const [then, rest] = parted(examples, split);
  const below = { ...growing, depth: depth - 1 };
  const sides = [then, rest].map((side) => grown(side, below, best(totals(side, programs.length)).index));
  const [first = leaf, second = leaf] = sides;
  return first === second ? first : { feature, above, yes: first, no: second };
}

interface Split {
  feature: string;
  above: number;
}

function bestSplit(examples: readonly Example[], { programs, least }: Growing): Split | undefined {
  const one = best(totals(examples, programs.length)).total;
  const names = new Set(examples.flatMap(({ features }) => [...features.keys()]));
  let found: (Split & { worth: number }) | undefined;
  for (const feature of names)
    for (const { sides, ...split } of splitsBy(feature, examples, programs.length)) {
      if (Math.min(sides, examples.length - sides) < least) continue;
      // Sums in a different order differ in the last digits; of equals the plainer feature, which comes first.
      if (split.worth >= one + 1 - 1e-9 && split.worth > (found?.worth ?? -Infinity) + 1e-9) found = split;
    }
  return found;
}

/** Each way to part examples by a feature, with what its sides are worth and how many are on the lower one. */
function* splitsBy(feature: string, examples: readonly Example[], count: number) {
  const sorted = examples
    .map((example) => ({ at: valueOf(example, feature), values: example.values }))
    .toSorted((a, b) => a.at - b.at);
  const above = totals(examples, count);
  const below = above.map(() => 0);
  for (let i = 0; i < sorted.length - 1; i++) {
    const { at = 0, values = [] } = sorted[i] ?? {};
    const next = sorted[i + 1]?.at ?? at;
    for (const [program, value] of values.entries()) {
      below[program] = (below[program] ?? 0) + value;
      above[program] = (above[program] ?? 0) - value;
    }
    if (next > at)
      yield { feature, above: (at + next) / 2, worth: Math.max(...below) + Math.max(...above), sides: i + 1 };
  }
}

function parted(examples: readonly Example[], { feature, above }: Split): [Example[], Example[]] {
  const [then, rest]: [Example[], Example[]] = [[], []];
  for (const example of examples) (valueOf(example, feature) > above ? then : rest).push(example);
  return [then, rest];
}

function valueOf({ features }: Example, feature: string): number {
  return features.get(feature) ?? 0;
}

function totals(examples: readonly Example[], count: number): number[] {
  const sums = Array.from({ length: count }, () => 0);
  for (const { values } of examples) values.forEach((value, i) => (sums[i] = (sums[i] ?? 0) + value));
  return sums;
}

/** Of equals the first. */
function best(sums: readonly number[]): { index: number; total: number } {
  return sums.map((total, index) => ({ index, total })).reduce((a, b) => (b.total > a.total + 1e-9 ? b : a));
}

/** What a rule says of an item. */
export function pickBy(rule: Rule, example: Pick<Example, 'features'>): string {
  let node = rule;
  while (typeof node !== 'string') node = (example.features.get(node.feature) ?? 0) > node.above ? node.yes : node.no;
  return node;
}
