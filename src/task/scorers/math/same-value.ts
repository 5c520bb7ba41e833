import { seededRandom } from '../../../base/random.ts';
import { multiply, real, size, subtract, type Complex } from './complex.ts';
import { evaluate, type Surroundings } from './evaluate.ts';
import { exactValue, sameFraction, type Fraction } from './exact.ts';
import type { Expression } from './expression.ts';
import { parseExpression } from './parse.ts';

const TOLERANCE = 1e-10;
/** Digits from which on a decimal is the rounded value of a program and no exact one. */
const ROUNDED_DIGITS = 12;
const NOISY_DIGITS = 15;
const POINTS = 5;

/**
 * Whether two formulas are worth the same, at a few fixed points of their variables: exactly where they are
 * made of fractions, else in complex doubles, so that any rewriting is accepted and no rounding (Schwartz
 * 1980: a polynomial identity that holds at random points almost surely holds). A decimal of twelve or more
 * digits stands for all that round to it.
 */
export function sameValue(answer: string, gold: string): boolean {
  const [left, right] = [parseExpression(withBase(answer, gold)), parseExpression(gold)];
  if (!left || !right || !sameSet(left.variables, right.variables) || isRatioOfNumber(answer, gold)) return false;
  const rounded = [left, right].some(
    ({ literal }) => literal !== undefined && literal.includes('.') && digitsOf(literal) >= ROUNDED_DIGITS,
  );
  if (rounded && left.variables.size === 0) return roundsTo(left, right) || roundsTo(right, left);
  const exactly = sameExactly(left, right);
  if (exactly !== undefined) return exactly;
  if (sameAtPoints(left, right, Math.E)) return true;
  return left.hasBareLog !== right.hasBareLog && sameAtPoints(left, right, 10);
}

const BASED = /^(-?[\d.]+) ?(_ ?(?:\{ ?\d+ ?\}|\d)) ?$/;

/** Where the gold has a base, the question names it: the digits alone are enough. */
function withBase(answer: string, gold: string): string {
  const base = BASED.exec(gold)?.[2];
  return base !== undefined && /^-?[\d.]+$/.test(answer.trim()) ? `${answer.trim()}${base}` : answer;
}

/** `3:2` is the fraction 3/2, but `3:1` not the number 3. */
function isRatioOfNumber(a: string, b: string): boolean {
  return a.includes(':') !== b.includes(':') && ![a, b].some((side) => side.includes('/') || side.includes('frac'));
}

function digitsOf(literal: string): number {
  return literal.replace(/^[-+\s0.]+|\./g, '').length;
}

/** Whether `other` has the decimal as its rounding, or differs by the noise of double arithmetic. */
function roundsTo(decimal: Expression, other: Expression): boolean {
  const { literal } = decimal;
  if (literal === undefined || !literal.includes('.') || digitsOf(literal) < ROUNDED_DIGITS) return false;
  const [value, target] = [evaluate(decimal.root, at(0, Math.E)), evaluate(other.root, at(0, Math.E))];
  const decimals = literal.length - literal.indexOf('.') - 1;
  const noise = digitsOf(literal) >= NOISY_DIGITS && decimals >= 8 ? 1e-12 : 4e-16;
  return isFinite(target) && size(subtract(value, target)) <= Math.max(0.6 * 10 ** -decimals, noise * size(target));
}

/** `undefined` when they cannot be compared exactly. */
function sameExactly(a: Expression, b: Expression): boolean | undefined {
  let compared = 0;
  for (let k = 0; k < (a.variables.size === 0 ? 1 : POINTS); k++) {
    const point = (name: string): Fraction => ({
      above: BigInt(Math.floor(7 + 90 * seededRandom('above', k, name)())),
      below: BigInt(Math.floor(3 + 8 * seededRandom('below', k, name)())),
    });
    const [left, right] = [exactValue(a.root, point), exactValue(b.root, point)];
    if (!left || !right) return undefined;
    if (!sameFraction(left, right)) return false;
    compared++;
  }
  return compared > 0;
}

function sameAtPoints(a: Expression, b: Expression, logBase: number): boolean {
  const count = a.variables.size === 0 ? 1 : POINTS;
  let compared = 0;
  for (let k = 0; k < count; k++) {
    const [left, right] = [evaluate(a.root, at(k, logBase)), evaluate(b.root, at(k, logBase))];
    const same =
      left[0] === right[0] && left[1] === right[1] && (isFinite(left) || (isInfinity(a.root) && isInfinity(b.root)));
    if (!same && count > 1 && !isFinite(left) && !isFinite(right)) continue;
    if (!same && !near(left, right)) return false;
    compared++;
  }
  return compared > count / 2 && sameAfar(a, b, logBase);
}

const ONE = real(1);

/**
 * At points of any sign and size where nothing in either formula leaves the real numbers: `|x|` is not `x`. Compared
 * is each formula times the number of its side.
 */
function sameAfar(a: Expression, b: Expression, logBase: number, [byA, byB] = [ONE, ONE]): boolean {
  return farPoints(a, logBase).every((point) => {
    const [valueA, valueB] = [realValue(a.root, point), realValue(b.root, point)];
    if (!valueA || !valueB) return true;
    const [left, right] = [multiply(valueA, byA), multiply(valueB, byB)];
    return size(subtract(left, right)) <= 1e-6 * Math.max(size(left), size(right)) + 1e-9;
  });
}

function farPoints({ variables }: Expression, logBase: number): Surroundings[] {
  if (variables.size === 0) return [];
  return Array.from({ length: 4 }, (_, k) => ({
    variable: (name) => {
      const random = seededRandom('far', k, name);
      const negative = k === 0 || (k > 1 && random() < 0.5);
      return real((negative ? -1 : 1) * (0.5 + (k === 0 ? 2.5 : 40) * random()));
    },
    logBase,
  }));
}

/** The value of a formula where it and all its parts are real. */
function realValue(root: Expression['root'], at: Surroundings): Complex | undefined {
  let areReal = true;
  const onValue = (part: Complex) => {
    areReal &&= isFinite(part) && part[1] === 0;
  };
  const value = evaluate(root, { ...at, onValue });
  return areReal ? value : undefined;
}

/** Infinity itself, and no number that doubles can't hold. */
function isInfinity(root: Expression['root']): boolean {
  return root.kind === 'constant' || (root.kind === 'negate' && isInfinity(root.of));
}

/**
 * Whether one formula is the other times a constant that is not zero, as the sides of equal equations are.
 */
export function isMultiple(a: string, b: string): boolean {
  const [left, right] = [parseExpression(a), parseExpression(b)];
  if (!left || !right || !sameSet(left.variables, right.variables)) return false;
  const values = Array.from(
    { length: POINTS },
    (_, k) => [evaluate(left.root, at(k, Math.E)), evaluate(right.root, at(k, Math.E))] as const,
  );
  const [[first, other]] = values as [readonly [Complex, Complex]];
  if (!isFinite(first) || !isFinite(other) || size(first) === 0 || size(other) === 0) return false;
  // a : first = b : other, without a division.
  return (
    values.every(([x, y]) => isFinite(x) && isFinite(y) && near(multiply(x, other), multiply(y, first))) &&
    sameAfar(left, right, Math.E, [other, first])
  );
}

/** Fixed points between 0.5 and 3, the same for each name in both formulas. */
function at(k: number, logBase: number): Surroundings {
  return { variable: (name) => real(0.5 + 2.5 * seededRandom('point', k, name)()), logBase };
}

function near(a: Complex, b: Complex): boolean {
  if (!isFinite(a) || !isFinite(b)) return false;
  return size(subtract(a, b)) <= TOLERANCE * Math.max(size(a), size(b)) + 1e-13;
}

function isFinite(value: Complex): boolean {
  return Number.isFinite(value[0]) && Number.isFinite(value[1]);
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}
