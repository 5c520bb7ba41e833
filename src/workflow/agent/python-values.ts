import type { Json } from '../../json.ts';
import { CallError } from '../../sandbox/contract.ts';

/** What Python calls the type of a value that came out of the sandbox. */
export function pythonTypeOf(value: Json): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return isRawNumber(value) ? 'int' : 'dict';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value === 'boolean' ? 'bool' : 'str';
}

/** A dictionary, and not a number kept as its digits (see {@link parseExactly}). */
export function isDict(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
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
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

export function typeError(message: string): CallError {
  return new CallError(message, 'TypeError');
}

export function valueError(message: string): CallError {
  return new CallError(message, 'ValueError');
}

interface RawJson {
  rawJSON(text: string): Json;
  isRawJSON(value: unknown): boolean;
  parse(text: string, reviver: (this: unknown, key: string, value: Json, context: { source?: string }) => Json): Json;
}

// Node has had these since version 21; TypeScript's library does not know them yet.
const raw = JSON as unknown as RawJson;

function isRawNumber(value: object): boolean {
  return raw.isRawJSON(value);
}

/** `JSON.parse` that keeps integers beyond 2^53 as their digits, so that they arrive whole in Python. */
export function parseExactly(text: string): Json {
  return raw.parse(text, (_key, value, { source }) => (typeof value === 'number' && source !== undefined ? exactNumber(source) : value));
}

/** A number by its digits: as a JavaScript number where that loses nothing. */
export function exactNumber(digits: string): Json {
  const value = Number(digits);
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? raw.rawJSON(digits) : value;
}
