import { seededRandom } from '../../../random.ts';
import { clean, wordsOf } from './clean.ts';
import { divide, real, size, subtract, type Complex } from './complex.ts';
import { parseExpression, type Evaluate, type Expression } from './parse.ts';
import { structureOf, type Structure } from './structure.ts';

const TOLERANCE = 1e-9;
/** Decimals of a workflow's program are cut somewhere. */
const DECIMAL_TOLERANCE = 1e-6;
const POINTS = 5;
/** Characters. A longer text is no final answer, and reading it could take long. */
const LONGEST = 1000;

/**
 * Whether two answers mean the same: the same structure (tuple, interval, set, union, matrix, equation) with parts of the same
 * value. Expressions are compared by their values at a few fixed points, complex arithmetic included, so that any rewriting
 * of a formula is accepted (Schwartz 1980: a polynomial identity that holds at random points almost surely holds).
 */
export function sameMathematics(answer: string, gold: string): boolean {
  if (answer.length > LONGEST || gold.length > LONGEST) return answer === gold;
  const [a, g] = [clean(answer), clean(gold)];
  if (a === '' || g === '') return a === g;
  if (squeezed(a) === squeezed(g)) return true;
  const words = wordsOf(g);
  if (words !== undefined && wordsOf(a) === words) return true;
  // Longer words are words; `xy` may be a product.
  if (words !== undefined && (words.length > 3 || g.startsWith('\\text'))) return false;
  return readings(a).some((left) => readings(g).some((right) => sameStructure(structureOf(left), structureOf(right))));
}

/** `1,234` is a number or a list; both readings are tried. */
function readings(text: string): string[] {
  const joined = text.replace(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])/g, (number) => number.replaceAll(',', ''));
  return joined === text ? [text] : [joined, text];
}

function sameText(a: string, b: string): boolean {
  return squeezed(a) === squeezed(b) || sameStructure(structureOf(a), structureOf(b));
}

function sameStructure(a: Structure, b: Structure): boolean {
  if (a.kind === 'expression' && b.kind === 'expression') return sameExpression(a.text, b.text);
  if (a.kind === 'list' && b.kind === 'list') return sameParts(a.parts, b.parts);
  if (a.kind === 'union' && b.kind === 'union') return sameParts(a.parts, b.parts);
  if (a.kind === 'matrix' && b.kind === 'matrix') return a.rows.length === b.rows.length && a.rows.every((row, i) => inOrder(row, b.rows[i]!));
  if (a.kind === 'bracket' && b.kind === 'bracket') return a.open === b.open && a.close === b.close && inOrder(a.parts, b.parts);
  if (a.kind === 'relation' && b.kind === 'relation') return sameRelation(a, b);
  if (a.kind === 'list' && a.parts.length === 1) return sameStructure(structureOf(a.parts[0]!), b);
  if (b.kind === 'list' && b.parts.length === 1) return sameStructure(a, structureOf(b.parts[0]!));
  if (a.kind === 'relation') return sameUnwrapped(a, b);
  if (b.kind === 'relation') return sameUnwrapped(b, a);
  return false;
}

/** `x = 5` beside `5`, or `x > 3` beside an interval. */
function sameUnwrapped(relation: Structure & { kind: 'relation' }, other: Structure): boolean {
  const value = definedValue(relation);
  if (value !== undefined) return sameStructure(structureOf(value), other);
  const interval = intervalOf(relation);
  return interval !== undefined && sameStructure(structureOf(interval), other);
}

function sameRelation(a: Structure & { kind: 'relation' }, b: Structure & { kind: 'relation' }): boolean {
  if (a.signs.join() === b.signs.join() && inOrder(a.parts, b.parts)) return true;
  if (a.signs.join() === b.signs.toReversed().map(mirrored).join() && inOrder(a.parts, b.parts.toReversed())) return true;
  if (a.signs.join() === '=' && b.signs.join() === '=') return sameEquation(a.parts, b.parts);
  const [left, right] = [intervalOf(a), intervalOf(b)];
  return left !== undefined && right !== undefined && sameText(left, right);
}

/** Equations agree when their differences of sides are proportional. */
function sameEquation(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [differenceOf(a), differenceOf(b)];
  if (!left || !right || !sameSet(left.variables, right.variables)) return false;
  const ratios = points().map((at) => divide(left.evaluate(at), right.evaluate(at)));
  const first = ratios[0]!;
  return size(first) > 0 && ratios.every((ratio) => isFiniteComplex(ratio) && near(ratio, first, TOLERANCE));
}

function differenceOf([left, right]: readonly string[]): Expression | undefined {
  return parseExpression(`(${left})-(${right})`);
}

/** The right side of `x = ...` or `f(x) = ...`. */
function definedValue({ parts, signs }: Structure & { kind: 'relation' }): string | undefined {
  if (signs.join() !== '=' || !/^\\?[a-zA-Z]+(_\{?\w+\}?)?('|\([a-z]\))?$/.test(parts[0]!)) return undefined;
  return parts[1];
}

function intervalOf({ parts, signs }: Structure & { kind: 'relation' }): string | undefined {
  if (signs.some((sign) => sign === '=' || sign === '≠')) return undefined;
  const isVariable = (part: string | undefined) => part !== undefined && /^\\?[a-zA-Z]+$/.test(part);
  if (signs.length === 2 && isVariable(parts[1])) {
    const [first, second] = signs as [string, string];
    const rising = '<≤'.includes(first) && '<≤'.includes(second);
    const falling = '>≥'.includes(first) && '>≥'.includes(second);
    if (rising) return `${opening(first)}${parts[0]},${parts[2]}${closing(second)}`;
    return falling ? `${opening(second)}${parts[2]},${parts[0]}${closing(first)}` : undefined;
  }
  if (signs.length !== 1) return undefined;
  if (isVariable(parts[1])) return intervalOf({ kind: 'relation', parts: parts.toReversed(), signs: [mirrored(signs[0]!)] });
  if (!isVariable(parts[0])) return undefined;
  return '<≤'.includes(signs[0]!) ? `(-\\infty,${parts[1]}${closing(signs[0]!)}` : `${opening(signs[0]!)}${parts[1]},\\infty)`;
}

const opening = (sign: string) => ('≤≥'.includes(sign) ? '[' : '(');
const closing = (sign: string) => ('≤≥'.includes(sign) ? ']' : ')');
const mirrored = (sign: string) => ({ '<': '>', '>': '<', '≤': '≥', '≥': '≤' })[sign] ?? sign;

function sameExpression(a: string, b: string): boolean {
  if (squeezed(a) === squeezed(b)) return true;
  const [plainA, plainB] = oneBase(a, b);
  const [left, right] = [parseExpression(plainA), parseExpression(plainB)];
  if (!left || !right || !sameSet(left.variables, right.variables)) return false;
  if (left.literal && right.literal) return BigInt(squeezed(plainA)) === BigInt(squeezed(plainB));
  const tolerance = left.variables.size === 0 && /\d\.\d/.test(a + b) ? DECIMAL_TOLERANCE : TOLERANCE;
  return sameValues(left.evaluate, right.evaluate, left.variables.size === 0 ? 1 : POINTS, tolerance);
}

/** A number with a base beside one without: the question names the base, so the digits are compared. */
function oneBase(a: string, b: string): [string, string] {
  const based = /^(-?[\d.]+)\s*_\s*(?:\{\s*\d+\s*\}|\d)\s*$/;
  if (based.test(a) === based.test(b)) return [a, b];
  return [a.replace(based, '$1'), b.replace(based, '$1')];
}

function sameValues(a: Evaluate, b: Evaluate, count: number, tolerance: number): boolean {
  let compared = 0;
  for (const at of points().slice(0, count)) {
    const [left, right] = [a(at), b(at)];
    if (left[0] === right[0] && left[1] === right[1]) compared++;
    else if (!isFiniteComplex(left) && !isFiniteComplex(right) && count > 1) continue;
    else if (!near(left, right, tolerance)) return false;
    else compared++;
  }
  return compared > count / 2;
}

/** Fixed points between 0.5 and 3, the same for each name in both expressions. */
function points(): ((name: string) => Complex)[] {
  return Array.from({ length: POINTS }, (_, k) => (name: string) => real(0.5 + 2.5 * seededRandom('point', k, name)()));
}

function near(a: Complex, b: Complex, tolerance: number): boolean {
  if (!isFiniteComplex(a) || !isFiniteComplex(b)) return false;
  return size(subtract(a, b)) <= tolerance * Math.max(size(a), size(b)) + 1e-13;
}

function inOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, i) => sameText(part, b[i]!));
}

function sameParts(a: readonly string[], b: readonly string[]): boolean {
  const left = [...b];
  return a.length === b.length && a.every((part) => {
    const found = left.findIndex((other) => sameText(part, other));
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}

function isFiniteComplex(value: Complex): boolean {
  return Number.isFinite(value[0]) && Number.isFinite(value[1]);
}

function squeezed(text: string): string {
  return text.replace(/\\[dtc]frac/g, '\\frac').replace(/\s+/g, '');
}
