import type { Node } from './expression.ts';

/** A fraction of whole numbers; the denominator is positive. */
export interface Fraction {
  above: bigint;
  below: bigint;
}

/** Bits. Larger numbers are compared as doubles. */
const MOST_BITS = 32_768;
const LARGEST_EXPONENT = 10_000;
const LARGEST_FACTORIAL = 170n;

/**
 * The exact value of a formula of fractions; `undefined` when it has roots, constants or functions, is too
 * large, or has no value.
 */
export function exactValue(node: Node, variable: (name: string) => Fraction): Fraction | undefined {
  switch (node.kind) {
    case 'number':
      return decimal(node.digits);
    case 'variable':
      return variable(node.name);
    case 'negate':
      return onValue(exactValue(node.of, variable), ({ above, below }) => ({ above: -above, below }));
    case 'factorial':
      return onValue(exactValue(node.of, variable), factorial);
    case 'constant':
    case 'log':
    case 'function':
    case 'root':
    case 'logarithm':
      return undefined;
    default: {
      const left = exactValue(node.left, variable);
      const right = left && exactValue(node.right, variable);
      return right && onValue(OPERATIONS[node.kind](left, right), limited);
    }
  }
}

export function sameFraction(a: Fraction, b: Fraction): boolean {
  return a.above * b.below === b.above * a.below;
}

const OPERATIONS: Readonly<
  Record<
    'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'binomial',
    (a: Fraction, b: Fraction) => Fraction | undefined
  >
> = {
  add: (a, b) => ({ above: a.above * b.below + b.above * a.below, below: a.below * b.below }),
  subtract: (a, b) => ({ above: a.above * b.below - b.above * a.below, below: a.below * b.below }),
  multiply: (a, b) => ({ above: a.above * b.above, below: a.below * b.below }),
  divide: (a, b) => fraction(a.above * b.below, a.below * b.above),
  power,
  binomial,
};

function fraction(above: bigint, below: bigint): Fraction | undefined {
  if (below === 0n) return undefined;
  return below < 0n ? { above: -above, below: -below } : { above, below };
}

/** `12.50`, `1e-05`. */
function decimal(digits: string): Fraction | undefined {
  const [, whole = '', part = '', exponent = '0'] = /^(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(digits) ?? [];
  const shift = Number(exponent) - part.length;
  if (digits.length > 1000 || Math.abs(shift) > 1000) return undefined;
  const value = BigInt(`${whole}${part}` || '0');
  return shift >= 0
    ? { above: value * 10n ** BigInt(shift), below: 1n }
    : { above: value, below: 10n ** BigInt(-shift) };
}

function power(base: Fraction, exponent: Fraction): Fraction | undefined {
  if (exponent.above % exponent.below !== 0n) return undefined;
  const n = exponent.above / exponent.below;
  const size = n < 0n ? -n : n;
  if (size > LARGEST_EXPONENT || bits(base) * Number(size) > MOST_BITS) return undefined;
  const [above, below] = [base.above ** size, base.below ** size];
  return n < 0n ? fraction(below, above) : { above, below };
}

function factorial(value: Fraction): Fraction | undefined {
  const n = wholeUpTo(value, LARGEST_FACTORIAL);
  if (n === undefined) return undefined;
  let product = 1n;
  for (let k = 2n; k <= n; k++) product *= k;
  return { above: product, below: 1n };
}

function binomial(top: Fraction, bottom: Fraction): Fraction | undefined {
  const [n, given] = [wholeUpTo(top, 1_000_000n), wholeUpTo(bottom, 1_000_000n)];
  if (n === undefined || given === undefined || given > n) return undefined;
  const k = given > n - given ? n - given : given;
  if (k > 200n) return undefined;
  let product = 1n;
  for (let j = 1n; j <= k; j++) product = (product * (n - k + j)) / j;
  return { above: product, below: 1n };
}

function wholeUpTo({ above, below }: Fraction, most: bigint): bigint | undefined {
  if (above % below !== 0n) return undefined;
  const value = above / below;
  return value >= 0n && value <= most ? value : undefined;
}

function limited(value: Fraction): Fraction | undefined {
  return bits(value) > MOST_BITS ? undefined : value;
}

function bits({ above, below }: Fraction): number {
  return Math.max(above.toString(16).length, below.toString(16).length) * 4;
}

function onValue<T, R>(value: T | undefined, then: (value: T) => R | undefined): R | undefined {
  return value === undefined ? undefined : then(value);
}
