import { elementAt } from '../../../base/lists.ts';
import { clean, wordsOf } from './clean.ts';
import { intersectionOf, intervalOf, intervalsOf, mirrored } from './intervals.ts';
import { isMultiple, sameValue } from './same-value.ts';
import { structureOf, type Relation, type Structure } from './structure.ts';

/** Characters. A longer text is no final answer, and reading it could take long. */
const LONGEST = 1000;

/**
 * Whether an answer means the same as the gold: the same structure (tuple, interval, set, union, matrix,
 * equation) with parts of the same value. The answer may say more than the gold: a left side (`a + b = 5`
 * for `5`), the brackets of a Python list.
 */
export function sameMathematics(answer: string, gold: string): boolean {
  if (answer.length > LONGEST || gold.length > LONGEST) return answer === gold;
  const [a, g] = [clean(answer), clean(gold)];
  if (a === '' || g === '') return a === g;
  if (squeezed(a) === squeezed(g)) return true;
  const words = wordsOf(g);
  if (words !== undefined && wordsOf(a) === words) return true;
  // Longer words and names of points are words; `xy` may be a product.
  if (words !== undefined && (words.length > 3 || g.startsWith('\\text') || /^[A-Z]{2,}$/.test(g))) return false;
  const golds = readings(g).map(structureOf);
  return [...readings(a), ...otherReadings(a)]
    .map(structureOf)
    .some((left) => golds.some((right) => sameStructure(left, right) || saysMore(left, right)));
}

/** `1,234` is a number or a list; both readings are tried. */
function readings(text: string): string[] {
  const joined = text.replace(/(?<![\d.,])\d{1,3}(?:(?:,\d{3})+|(?:,\d{2})+,\d{3})(?![\d,])/g, (number) =>
    number.replaceAll(',', ''),
  );
  return joined === text ? [text] : [joined, text];
}

/**
 * A letter as a unit (`5 m`); the constants of sympy and the imaginary unit of Python, where no LaTeX speaks
 * against it.
 */
function otherReadings(text: string): string[] {
  const unit = /^(.*\d) (?:m|g|s|h|L|N|J|W|V|K|C|F)(?:\^\{?\d\}?)?$/.exec(text)?.[1];
  if (unit !== undefined) return [unit];
  if (/\\(?!frac|sqrt|infty|cup|emptyset|ne)/.test(text)) return [];
  const read = text
    .replace(/(?<![a-zA-Z])I(?![a-zA-Z])/g, 'i')
    .replace(/(?<![a-zA-Z])E(?![a-zA-Z])/g, 'e')
    .replace(/(?<=\d)j(?![a-zA-Z])/g, 'i');
  return read === text ? [] : [read];
}

/** What an answer may add to the gold. */
function saysMore(answer: Structure, gold: Structure): boolean {
  if (answer.kind === 'relation' && gold.kind !== 'relation' && gold.kind !== 'list') {
    return valuesOf(answer).some((value) => sameText(value, textOf(gold)));
  }
  const isPythonList = answer.kind === 'bracket' && answer.open === '[' && answer.close === ']';
  if (isPythonList && gold.kind === 'list') return sameParts(answer.parts, gold.parts);
  if (isPythonList && gold.kind === 'matrix')
    return gold.rows.every((row) => row.length === 1) && inOrder(answer.parts, gold.rows.flat());
  if (answer.kind === 'list' && gold.kind === 'bracket')
    return (
      isAssignment(answer.parts) &&
      inOrder(
        answer.parts.toSorted().map((part) => part.slice(part.indexOf('=') + 1)),
        gold.parts,
      )
    );
  // `\frac12 or 0.5`.
  if (answer.kind === 'list' && gold.kind === 'expression')
    return answer.parts.length > 1 && answer.parts.every((part) => sameText(part, gold.text));
  if (
    answer.kind === 'relation' &&
    gold.kind === 'relation' &&
    answer.parts.length > 2 &&
    gold.parts.length === 2 &&
    answer.signs.every((sign) => sign === '=')
  ) {
    return sameStructure({ ...answer, parts: [answer.parts[0], elementAt(answer.parts, -1)], signs: ['='] }, gold);
  }
  return false;
}

/**
 * The last side of `a + b = 2 + 3 = 5`, or the first of `5 = x`; none of `2x = 10` or `x^2 + y^2 = 13`,
 * which is no value but an equation.
 */
function valuesOf({ parts, signs }: Relation): string[] {
  const [first] = parts;
  const isEquation = signs.length === 1 && !/\\|\(/.test(first) && /[xyz]/.test(first) && /\d/.test(first);
  if (isEquation || signs.some((sign) => sign !== '=')) return [];
  const last = elementAt(parts, -1);
  return /^\\?[a-zA-Z]+$/.test(last) ? [last, first] : [last];
}

/** `x = 1, y = 2` for a point, whose coordinates are in the order of their names: each variable once. */
function isAssignment(parts: readonly string[]): boolean {
  const names = parts.map((part) => /^([a-zA-Z]) ?=/.exec(part)?.[1]);
  return names.every((name) => name !== undefined) && new Set(names).size === names.length;
}

function textOf(structure: Structure): string {
  if (structure.kind === 'expression') return structure.text;
  if (structure.kind === 'bracket') return `${structure.open}${structure.parts.join(',')}${structure.close}`;
  if (structure.kind === 'union') return structure.parts.join('\\cup ');
  if (structure.kind === 'matrix') return `[${structure.rows.map((row) => `[${row.join(',')}]`).join(',')}]`;
  return structure.kind === 'list' ? structure.parts.join(',') : '';
}

function sameText(a: string, b: string): boolean {
  return squeezed(a) === squeezed(b) || sameStructure(structureOf(a), structureOf(b));
}

function sameStructure(a: Structure, b: Structure): boolean {
  if (a.kind === 'expression' && b.kind === 'expression')
    return squeezed(a.text) === squeezed(b.text) || sameValue(a.text, b.text);
  if (a.kind === 'list' && b.kind === 'list') return sameParts(a.parts, b.parts);
  if (a.kind === 'union' && b.kind === 'union') return sameParts(a.parts, b.parts);
  if (a.kind === 'matrix' && b.kind === 'matrix')
    return a.rows.length === b.rows.length && a.rows.every((row, i) => inOrder(row, elementAt(b.rows, i)));
  if (a.kind === 'bracket' && b.kind === 'bracket')
    return a.open === b.open && a.close === b.close && inOrder(a.parts, b.parts);
  if (a.kind === 'relation' && b.kind === 'relation') return sameRelation(a, b);
  if (a.kind === 'list' && a.parts.length === 1) return sameStructure(structureOf(elementAt(a.parts, 0)), b);
  if (b.kind === 'list' && b.parts.length === 1) return sameStructure(a, structureOf(elementAt(b.parts, 0)));
  return sameUnwrapped(a, b) || sameUnwrapped(b, a);
}

/** `x = 5` beside `5`, or relations beside the interval or the union that they describe. */
function sameUnwrapped(a: Structure, other: Structure): boolean {
  const value = a.kind === 'relation' ? definedValue(a) : undefined;
  if (value !== undefined) return sameStructure(structureOf(value), other);
  const relations = relationsOf(a);
  const [first, ...more] = relations;
  if (first === undefined) return false;
  if (other.kind === 'union') return sameParts(intervalsOf(relations) ?? [], other.parts);
  const interval = more.length === 0 ? intervalOf(first) : intersectionOf(relations);
  return other.kind === 'bracket' && interval !== undefined && sameStructure(structureOf(interval), other);
}

function relationsOf(structure: Structure): Relation[] {
  if (structure.kind === 'relation') return [structure];
  if (structure.kind !== 'list') return [];
  const parts = structure.parts.map(structureOf);
  return parts.every((part) => part.kind === 'relation') ? parts : [];
}

function sameRelation(a: Relation, b: Relation): boolean {
  if (a.signs.join() === b.signs.join() && inOrder(a.parts, b.parts)) return true;
  if (a.signs.join() === b.signs.toReversed().map(mirrored).join() && inOrder(a.parts, b.parts.toReversed()))
    return true;
  if (a.signs.join() === '=' && b.signs.join() === '=') return isMultiple(differenceOf(a), differenceOf(b));
  const [left, right] = [intervalOf(a), intervalOf(b)];
  return left !== undefined && right !== undefined && sameText(left, right);
}

function differenceOf({ parts: [left, right] }: Relation): string {
  return `(${left})-(${right})`;
}

/** The right side of `x = ...` or `f(x) = ...`. */
function definedValue({ parts, signs }: Relation): string | undefined {
  if (signs.join() !== '=' || !/^\\?[a-zA-Z]+(?:_\{?\w+\}?)?(?:'|(?:\^\{-1\})?\([a-z]\))?$/.test(parts[0]))
    return undefined;
  return parts[1];
}

function inOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, i) => sameText(part, elementAt(b, i)));
}

function sameParts(a: readonly string[], b: readonly string[]): boolean {
  const left = [...b];
  return (
    a.length === b.length &&
    a.every((part) => {
      const found = left.findIndex((other) => sameText(part, other));
      if (found >= 0) left.splice(found, 1);
      return found >= 0;
    })
  );
}

function squeezed(text: string): string {
  return text.replace(/\\[dtc]frac/g, '\\frac').replace(/\s+/g, '');
}
