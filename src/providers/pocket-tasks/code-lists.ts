import { elementAt } from '../../base/lists.ts';
import { type Random, between, pick } from '../../base/random.ts';
import type { Program } from './code-tests.ts';

interface Filter {
  /** What the kept numbers are; `{k}` is the constant. */
  terms: readonly string[];
  python: string;
  keeps(x: number, k: number): boolean;
}

interface Change {
  /** What is done to each: `doubled`, and as an order: `double`. */
  terms: readonly string[];
  orders: readonly string[];
  python: string;
  of(x: number, k: number): number;
}

interface Reduction {
  terms: readonly string[];
  /** Around the items: a list's name, or what stands in a comprehension. */
  python(items: string, isName: boolean): string;
  /** `undefined` where there is nothing to choose from. */
  of(items: readonly number[]): number | number[] | undefined;
}

export const FILTERS = {
  even: { terms: ['even'], python: 'x % 2 == 0', keeps: (x) => x % 2 === 0 },
  odd: { terms: ['odd'], python: 'x % 2 == 1', keeps: (x) => x % 2 !== 0 },
  positive: { terms: ['positive'], python: 'x > 0', keeps: (x) => x > 0 },
  negative: { terms: ['negative'], python: 'x < 0', keeps: (x) => x < 0 },
  larger: {
    terms: ['larger than {k}', 'greater than {k}', 'above {k}', 'bigger than {k}'],
    python: 'x > {k}',
    keeps: (x, k) => x > k,
  },
  smaller: { terms: ['smaller than {k}', 'less than {k}', 'below {k}'], python: 'x < {k}', keeps: (x, k) => x < k },
  divisible: { terms: ['divisible by {k}', 'multiples of {k}'], python: 'x % {k} == 0', keeps: (x, k) => x % k === 0 },
} satisfies Record<string, Filter>;

export const CHANGES = {
  double: { terms: ['doubled', 'multiplied by 2'], orders: ['double'], python: 'x * 2', of: (x) => x * 2 },
  square: { terms: ['squared', 'multiplied by itself'], orders: ['square'], python: 'x * x', of: (x) => x * x },
  plus: { terms: ['increased by {k}'], orders: ['add {k} to'], python: 'x + {k}', of: (x, k) => x + k },
  minus: {
    terms: ['reduced by {k}', 'decreased by {k}'],
    orders: ['subtract {k} from'],
    python: 'x - {k}',
    of: (x, k) => x - k,
  },
  negate: { terms: ['negated', 'multiplied by -1'], orders: ['negate'], python: '-x', of: (x) => 0 - x },
  absolute: {
    terms: ['replaced by its absolute value'],
    orders: ['take the absolute value of'],
    python: 'abs(x)',
    of: (x) => Math.abs(x),
  },
} satisfies Record<string, Change>;

const list = (items: string, isName: boolean) => (isName ? items : `[${items}]`);

export const REDUCTIONS = {
  /** First, since it is left out where nothing happens to the items. */
  list: { terms: ['list'], python: list, of: (items) => [...items] },
  sum: { terms: ['sum', 'total'], python: (items) => `sum(${items})`, of: (items) => items.reduce((a, b) => a + b, 0) },
  largest: {
    terms: ['largest', 'maximum'],
    python: (items) => `max(${items})`,
    of: (items) => (items.length > 0 ? Math.max(...items) : undefined),
  },
  smallest: {
    terms: ['smallest', 'minimum'],
    python: (items) => `min(${items})`,
    of: (items) => (items.length > 0 ? Math.min(...items) : undefined),
  },
  count: {
    terms: ['count', 'number'],
    python: (items, isName) => `len(${list(items, isName)})`,
    of: (items) => items.length,
  },
  sorted: {
    terms: ['sorted list'],
    python: (items) => `sorted(${items})`,
    of: (items) => items.toSorted((a, b) => a - b),
  },
  reversed: {
    terms: ['reversed list'],
    python: (items, isName) => `${list(items, isName)}[::-1]`,
    of: (items) => items.toReversed(),
  },
  first: { terms: ['first'], python: (items, isName) => `${list(items, isName)}[0]`, of: (items) => items[0] },
} satisfies Record<string, Reduction>;

/** Filter, change, reduction; `k` and `m` are the constants of the first two. */
export interface ListSpec {
  filter: keyof typeof FILTERS | undefined;
  k: number;
  change: keyof typeof CHANGES | undefined;
  m: number;
  reduction: keyof typeof REDUCTIONS;
}

const FILTER_NAMES = keysOf(FILTERS);
const CHANGE_NAMES = keysOf(CHANGES);
const REDUCTION_NAMES = keysOf(REDUCTIONS);

export function drawListSpec(random: Random): ListSpec {
  const filter = random() < 0.75 ? pick(FILTER_NAMES, random) : undefined;
  const change = random() < 0.55 ? pick(CHANGE_NAMES, random) : undefined;
  return {
    filter,
    k: filter === 'divisible' ? between(3, 5, random) : between(2, 12, random),
    change,
    m: between(2, 12, random),
    reduction: pick(REDUCTION_NAMES.slice(filter || change ? 0 : 1), random),
  };
}

/** Every function that differs from this one in one place. */
export function listNeighbours(spec: ListSpec): ListSpec[] {
  const filters = [undefined, ...FILTER_NAMES].map((filter) => ({
    ...spec,
    filter,
    k: filter === 'divisible' ? 3 + (spec.k % 3) : spec.k,
  }));
  const changes = [undefined, ...CHANGE_NAMES].map((change) => ({ ...spec, change }));
  const reductions = REDUCTION_NAMES.map((reduction) => ({ ...spec, reduction }));
  const constants = [
    ...(spec.filter && FILTERS[spec.filter].python.includes('{k}')
      ? [
          { ...spec, k: spec.k + 1 },
          { ...spec, k: spec.k - 1 },
        ]
      : []),
    ...(spec.change && CHANGES[spec.change].python.includes('{k}') ? [{ ...spec, m: spec.m + 1 }] : []),
  ];
  const same = JSON.stringify({ ...spec });
  return [...filters, ...changes, ...reductions, ...constants].filter((other) => JSON.stringify({ ...other }) !== same);
}

export function listProgram(spec: ListSpec, argument: string): Program<number[]> {
  const { filter, k, change, m, reduction } = spec;
  const condition = filter && FILTERS[filter].python.replace('{k}', String(k));
  const changed = change ? CHANGES[change].python.replace('{k}', String(m)) : 'x';
  const isName = filter === undefined && change === undefined;
  const kept = condition ? `${argument} if ${condition}` : argument;
  const items = isName ? argument : `${changed} for x in ${kept}`;
  return {
    step: [
      ...(filter ? [`filter: ${elementAt(FILTERS[filter].terms, 0).replace('{k}', String(k))}`] : []),
      ...(change
        ? [
            `map: ${elementAt(CHANGES[change].orders, 0)
              .replace(/ (to|from|of)$/, '')
              .replace('{k}', String(m))}`,
          ]
        : []),
      `result: ${reduction}`,
    ].join('; '),
    expression: REDUCTIONS[reduction].python(items, isName),
    run: (numbers) => {
      const kept = filter ? numbers.filter((x) => FILTERS[filter].keeps(x, k)) : numbers;
      return REDUCTIONS[reduction].of(change ? kept.map((x) => CHANGES[change].of(x, m)) : kept);
    },
  };
}

/** Four to six numbers, some negative; the border of the condition and its next ones are often among them. */
export function drawNumbers({ k }: ListSpec, random: Random): number[] {
  return Array.from({ length: between(4, 6, random) }, () =>
    random() < 0.25 ? k + between(-1, 1, random) : between(-9, 20, random),
  );
}

function keysOf<T extends object>(record: T): (keyof T)[] {
  return Object.keys(record) as (keyof T)[];
}
