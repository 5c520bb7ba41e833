import type { Json } from '../../base/json.ts';
import { headOf } from '../../base/clip.ts';
import { CallError } from '../../sandbox/contract.ts';
import { plainInteger } from '../../sandbox/index.ts';

export type Dict = { [key: string]: Json };

/** What Python calls the type of a value that came out of the sandbox. */
export function pythonTypeOf(value: Json): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return taggedType(value) ?? 'dict';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value === 'boolean' ? 'bool' : 'str';
}

/** A dictionary, and not a number that JSON lacks (see {@link exactNumber}). */
export function isDict(value: Json | undefined): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && taggedType(value) === undefined;
}

/** Near to Python's `str(value)`: what the reference sends where a message's content is no text. */
export function pythonText(value: Json): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}

/** Shortens a value for an error message. */
export function shown(value: Json, length = 80): string {
  const text = JSON.stringify(value);
  return text.length > length ? `${headOf(text, length)}...` : text;
}

export function typeError(message: string): CallError {
  return new CallError(message, 'TypeError');
}

export function valueError(message: string): CallError {
  return new CallError(message, 'ValueError');
}

// The sandbox's way of writing the numbers that JSON lacks: {"$int": "<digits>"} beyond 2^53, {"$float": "nan"}.
const TAGS: Readonly<Record<string, string>> = { $int: 'int', $float: 'float' };

function taggedType(value: Dict): string | undefined {
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0 || typeof value[key] !== 'string') return undefined;
  return Object.hasOwn(TAGS, key) ? TAGS[key] : undefined;
}

/** A number by its digits: as a JavaScript number where that loses nothing, else so that it arrives whole in Python. */
export function exactNumber(digits: string): Json {
  const value = Number(digits);
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? { $int: digits } : value;
}

/** `JSON.parse` that loses no digit of a large integer. */
export function parseExactly(text: string): Json {
  // Node hands the reviver a number's source since version 21; TypeScript's library does not know it yet.
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: Json, context: { source?: string }) => Json,
  ) => Json;
  return parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? exactNumber(source) : value,
  );
}

/** The value with such numbers as their texts, for whoever is no Python. */
export function withPlainNumbers(value: Json): Json {
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (typeof value !== 'object' || value === null) return value;
  if (taggedType(value) !== undefined) return String(plainInteger(value) ?? Object.values(value)[0]);
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, withPlainNumbers(held)]));
}
