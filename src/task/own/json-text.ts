import { messageOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { lineAt } from './decode.ts';
import type { Place } from './problem.ts';

/** Levels of lists and objects: later steps recurse. */
const DEEPEST = 100;
/** Characters; with all its zeros a small double has some 330. */
const LONGEST_DOUBLE = 400;
/** Significant digits that tell any double from the others: many programs write them all, as C's `%.17g` does. */
const MOST_DIGITS = 17;

export interface ParsedJson {
  value: Json;
  /** Offsets of the values of the outermost list. */
  starts: readonly number[];
}

/**
 * JSON as written: a number that no double stands for stays a text with all its digits, and a duplicate key in an
 * object is rejected.
 */
export function parseJson(text: string): ParsedJson | Place {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return {
      line: lineAt(text, positionIn(messageOf(error), text)),
      message: `Expected JSON: ${messageOf(error)}.${hintFor(text)}`,
    };
  }
  const starts = walk(text);
  if (!Array.isArray(starts)) return starts;
  if (/[\d.]{16}|\d[eE]/.test(text)) value = parseExactly(text);
  return { value, starts };
}

function positionIn(message: string, text: string): number {
  const stated = /at position (\d+)/.exec(message)?.[1];
  if (stated !== undefined) return Number(stated);
  return message.startsWith('Unexpected end') ? text.trimEnd().length : 0;
}

function hintFor(text: string): string {
  const [constant] = /\b(?:NaN|-?Infinity|None|True|False|undefined)\b/.exec(text) ?? [];
  return constant === undefined ? '' : ` JSON has no \`${constant}\`.`;
}

/** One pass over the tokens of a text known to be JSON. */
function walk(text: string): number[] | Place {
  const starts: number[] = [];
  const open: (Set<string> | null)[] = []; // the keys of an object, or a list
  for (const { token, index, isKey } of tokensOf(text)) {
    if (open.length === 1 && open[0] === null && token !== ']') starts.push(index);
    if (token === '{' || token === '[') {
      if (open.push(token === '{' ? new Set() : null) > DEEPEST)
        return { line: lineAt(text, index), message: `Expected at most ${DEEPEST} levels of lists and objects.` };
    } else if (token === '}' || token === ']') open.pop();
    else if (isKey) {
      const key = JSON.parse(token) as string;
      const keys = open.at(-1);
      if (keys?.has(key))
        return { line: lineAt(text, index), field: key, message: 'Expected each key of an object once, got it twice.' };
      keys?.add(key);
    }
  }
  return starts;
}

/** Strings are passed over by hand: a regular expression that knows escapes runs out of stack on a long one. */
function* tokensOf(text: string): Generator<{ token: string; index: number; isKey: boolean }> {
  const begin = /[[\]{}"]|[^\s,:[\]{}"]+/g;
  const colon = /\s*:/y;
  for (let found = begin.exec(text); found !== null; found = begin.exec(text)) {
    const { 0: token, index } = found;
    if (token !== '"') {
      yield { token, index, isKey: false };
      continue;
    }
    begin.lastIndex = colon.lastIndex = endOfString(text, index);
    yield { token: text.slice(index, begin.lastIndex), index, isKey: colon.test(text) };
  }
}

/**
 * The offset behind the string that begins at `start`: behind the next quote with an even number of `\` before it, or
 * behind the text.
 */
export function endOfString(text: string, start: number): number {
  let end = start;
  let escapes = 1;
  while (escapes % 2 === 1) {
    end = text.indexOf('"', end + 1);
    if (end < 0) return text.length;
    for (escapes = 0; text[end - 1 - escapes] === '\\'; escapes++);
  }
  return end + 1;
}

/** The same reading for a text that is known to be JSON. @throws {SyntaxError} where it is not */
export function parseExactly(text: string): Json {
  return JSON.parse(text, exactNumber as (key: string, value: unknown) => unknown) as Json;
}

/** A number as a double where that is a safe integer, or a decimal that the double stands for, else its text. */
function exactNumber(_key: string, value: Json, { source }: { source?: string }): Json {
  if (typeof value !== 'number' || source === undefined) return value;
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : source;
  return Number.isFinite(value) && source.length < LONGEST_DOUBLE && isTextOf(value, source) ? value : source;
}

/** Whether the double, written with as many digits as the decimal has, is that decimal. */
function isTextOf(value: number, decimal: string): boolean {
  const digits = digitsOf(decimal);
  const count = /\d+/.exec(digits)![0].length;
  return count <= MOST_DIGITS && digitsOf(value.toPrecision(count)) === digits;
}

/** `-1.50e3` as `-15e2`: sign, digits without zeros at the ends, and the exponent of the last one. */
function digitsOf(number: string): string {
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(
    number,
  )!;
  const digits = `${whole}${decimals}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - decimals.length + digits.length - significant.length}`;
}
