import { messageOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { lineAt } from './decode.ts';
import type { Place } from './problem.ts';

/** Levels of lists and objects: later steps recurse. */
const DEEPEST = 100;
/** Characters; with all its zeros a small double has some 330. */
const LONGEST_DOUBLE = 400;

export interface ParsedJson {
  value: Json;
  /** Offsets of the values of the outermost list. */
  starts: readonly number[];
}

/**
 * JSON as written: a number that a double would round stays a text with all its digits, and a duplicate key in an
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
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[[\]{}]|[^\s,:[\]{}"]+/g)) {
    if (open.length === 1 && open[0] === null && token !== ']') starts.push(index);
    if (token === '{' || token === '[') {
      if (open.push(token === '{' ? new Set() : null) > DEEPEST)
        return { line: lineAt(text, index), message: `Expected at most ${DEEPEST} levels of lists and objects.` };
    } else if (token === '}' || token === ']') open.pop();
    else if (token.endsWith(':')) {
      const key = JSON.parse(token.slice(0, -1)) as string;
      const keys = open.at(-1);
      if (keys?.has(key))
        return { line: lineAt(text, index), field: key, message: 'Expected each key of an object once, got it twice.' };
      keys?.add(key);
    }
  }
  return starts;
}

/** The same reading for a text that is known to be JSON. @throws {SyntaxError} where it is not */
export function parseExactly(text: string): Json {
  return JSON.parse(text, exactNumber as (key: string, value: unknown) => unknown) as Json;
}

/** A number as a double where that is a safe integer, or a decimal of the same digits, else its text. */
function exactNumber(_key: string, value: Json, { source }: { source?: string }): Json {
  if (typeof value !== 'number' || source === undefined) return value;
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : source;
  const isSame =
    Number.isFinite(value) && source.length < LONGEST_DOUBLE && digitsOf(String(value)) === digitsOf(source);
  return isSame ? value : source;
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
