import { type Random, between, pick } from '../../base/random.ts';
import type { Program } from './code-tests.ts';

type Kind = 'reverse' | 'upper' | 'first' | 'last' | 'repeat' | 'length' | 'letter' | 'vowels';

interface Operation {
  kind: Kind;
  n: number;
  letter: string;
}

/**
 * Nested operations on a text; where `joiner` is given the argument is a list of words, joined before anything else.
 */
export interface TextSpec {
  joiner: string | undefined;
  operations: readonly Operation[];
}

interface Meaning {
  /** What stands in `the ... of the text`; `{n}` and `{l}` are filled in. */
  terms: readonly string[];
  step: string;
  python(inner: string): string;
  of(text: string, operation: Operation): string | number;
}

const MEANINGS: Readonly<Record<Kind, Meaning>> = {
  reverse: {
    terms: ['reverse', 'reversed form'],
    step: 'reverse',
    python: (x) => `${x}[::-1]`,
    of: (text) => [...text].toReversed().join(''),
  },
  upper: {
    terms: ['upper case form', 'form in upper case'],
    step: 'upper case',
    python: (x) => `${x}.upper()`,
    of: (text) => text.toUpperCase(),
  },
  first: {
    terms: ['first {n} letters', 'first {n} characters'],
    step: 'first {n}',
    python: (x) => `${x}[:{n}]`,
    of: (text, { n }) => text.slice(0, n),
  },
  last: {
    terms: ['last {n} letters', 'last {n} characters'],
    step: 'last {n}',
    python: (x) => `${x}[-{n}:]`,
    of: (text, { n }) => text.slice(-n),
  },
  repeat: {
    terms: ['{n} times repeated form', '{n} times repeat'],
    step: 'repeat {n}',
    python: (x) => `${x} * {n}`,
    of: (text, { n }) => text.repeat(n),
  },
  length: {
    terms: ['length', 'number of characters'],
    step: 'length',
    python: (x) => `len(${x})`,
    of: (text) => text.length,
  },
  letter: {
    terms: ['count of the letter "{l}"', 'number of letters "{l}"'],
    step: 'count {l}',
    python: (x) => `${x}.count("{l}")`,
    of: (text, { letter }) => text.split(letter).length - 1,
  },
  vowels: {
    terms: ['number of vowels', 'count of vowels'],
    step: 'count vowels',
    python: (x) => `sum(c in "aeiou" for c in ${x})`,
    of: (text) => text.replace(/[^aeiou]/g, '').length,
  },
};

const FORMS: readonly Kind[] = ['reverse', 'upper', 'first', 'last', 'repeat'];
const KINDS = Object.keys(MEANINGS) as Kind[];
const JOINERS = ['-', '+', '/', ' ', ', ', '.', '_'];

export function drawTextSpec(random: Random): TextSpec {
  const joiner = random() < 0.2 ? pick(JOINERS, random) : undefined;
  const drawn = pick(joiner === undefined ? [1, 1, 2] : [0, 0, 1], random);
  const operation = (kinds: readonly Kind[]): Operation => ({
    kind: pick(kinds, random),
    n: between(2, 4, random),
    letter: pick([...'aeiorst'], random),
  });
  const last = operation(KINDS);
  if (drawn === 0) return { joiner, operations: [] };
  if (drawn === 1) return { joiner, operations: [last] };
  return { joiner, operations: [operation(FORMS.filter((kind) => kind !== last.kind)), last] };
}

/** Every function that differs from this one in one place, or lacks one of its operations. */
export function textNeighbours({ joiner, operations }: TextSpec, random: Random): TextSpec[] {
  const others = operations.flatMap((operation, at) => {
    const isLast = at === operations.length - 1;
    const kinds = (isLast ? KINDS : FORMS)
      .filter((kind) => kind !== operation.kind)
      .map((kind) => ({ ...operation, kind }));
    const other = MEANINGS[operation.kind].step.includes('{n}') ? [{ ...operation, n: operation.n + 1 }] : [];
    const changed = [...kinds, ...other].map((one) => operations.with(at, one));
    return operations.length > 1 || joiner !== undefined ? [...changed, operations.toSpliced(at, 1)] : changed;
  });
  const joiners =
    joiner === undefined ? [] : JOINERS.filter((one) => one !== joiner).map((one) => ({ joiner: one, operations }));
  const longer =
    operations.length === 0
      ? FORMS.map((kind) => ({ joiner, operations: [{ kind, n: between(2, 4, random), letter: 'a' }] }))
      : [];
  return [...others.map((one) => ({ joiner, operations: one })), ...joiners, ...longer];
}

export function textProgram({ joiner, operations }: TextSpec, argument: string): Program<string | string[]> {
  const start = joiner === undefined ? argument : `"${joiner}".join(${argument})`;
  return {
    step: [
      ...(joiner === undefined ? [] : [`join: "${joiner}"`]),
      ...operations.map((operation) => filled(MEANINGS[operation.kind].step, operation)),
    ].join('; '),
    expression: operations.reduce(applied, start),
    run: (input) =>
      operations.reduce<string | number>(
        (value, operation) => MEANINGS[operation.kind].of(String(value), operation),
        typeof input === 'string' ? input : input.join(joiner),
      ),
  };
}

function applied(inner: string, operation: Operation): string {
  const { python } = MEANINGS[operation.kind];
  const isPostfix = python(inner).startsWith(inner);
  return filled(python(isPostfix && / \* \d$/.test(inner) ? `(${inner})` : inner), operation);
}

/** The operation as a term of English. */
export function termOf(operation: Operation, random: Random): string {
  return filled(pick(MEANINGS[operation.kind].terms, random), operation);
}

function filled(text: string, { n, letter }: Operation): string {
  return text.replace('{n}', String(n)).replace('{l}', letter);
}
