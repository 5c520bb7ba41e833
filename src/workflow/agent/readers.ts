import type { Json } from '../../base/json.ts';
import { plainInteger, plainNumber } from '../../sandbox/index.ts';
import { isDict, pythonText, pythonTypeOf, shown, typeError, valueError } from './python-values.ts';
import type { Reader } from './signature.ts';

/** Half a character (a lone surrogate) can't be sent to anybody, so it becomes the mark for what can't be shown. */
export const text: Reader<string> = (value, name) => {
  if (typeof value !== 'string') throw typeError(`${name} must be a str, got ${pythonTypeOf(value)}`);
  return value.toWellFormed();
};

/** Takes anything, as `str()` does. */
export const anyText: Reader<string> = (value) => pythonText(value).toWellFormed();

export { saidText } from './no-value.ts';

/** Models that are asked for code often give the answer itself: a number is a program too, whose value it is. */
export const program: Reader<string> = (value, name) => {
  if (typeof value === 'number' || typeof value === 'boolean') return pythonText(value);
  return plainInteger(value)?.toString() ?? text(value, name);
};

export const temperature: Reader<number> = (value, name) => within(number(value, name), name, 0, 2);

export const positiveInteger: Reader<number> = (value, name) => {
  const read = number(value, name);
  if (!Number.isInteger(read) || read < 1) throw valueError(`${name} must be a positive int, got ${shown(value)}`);
  return read;
};

/** More new tokens than any server gives in one reply are asked for as the most that we ask any server for. */
export const tokenLimit: Reader<number> = (value, name) => Math.min(positiveInteger(value, name), MOST_TOKENS);
const MOST_TOKENS = 32_768;

/** From 0 to 20: rounds of a loop that costs a call each. */
export const rounds: Reader<number> = (value, name) => {
  const read = within(number(value, name), name, 0, 20);
  if (!Number.isInteger(read)) throw valueError(`${name} must be an int, got ${shown(value)}`);
  return read;
};

/** More than 0, taken as at least {@link LEAST_SECONDS} and at most {@link MOST_SECONDS}. */
export const seconds: Reader<number> = (value, name) => {
  const read = number(value, name);
  if (!(read > 0)) throw valueError(`${name} must be more than 0 seconds, got ${shown(value)}`);
  return Math.min(Math.max(read, LEAST_SECONDS), MOST_SECONDS);
};
/** Nothing starts in less. */
const LEAST_SECONDS = 0.01;
const MOST_SECONDS = 30;

const MOST_KEYS = 1_000;

/** A single name is a list of one. */
export const keys: Reader<string[]> = (given, name) => {
  const value = typeof given === 'string' ? [given] : given;
  if (!Array.isArray(value)) throw typeError(`${name} must be a list of str, got ${pythonTypeOf(value)}`);
  if (value.length > MOST_KEYS) throw valueError(`${name} must hold at most ${MOST_KEYS} keys, got ${value.length}`);
  return value.map((key, i) => text(key, `${name}[${i}]`));
};

/** `json` and `json_object` mean the same; OpenAI's `{"type": ...}` is taken too. */
export const responseFormat: Reader<'text' | 'json'> = (value, name) => {
  const format = isDict(value) ? value['type'] : value;
  if (format === 'text') return 'text';
  if (format === 'json' || format === 'json_object') return 'json';
  throw valueError(`${name} must be 'text', 'json' or 'json_object', got ${shown(value)}`);
};

/** For what the reference's interface lists and no executor of ours offers. */
export const nothing: Reader<null> = (value, name) => {
  throw valueError(`${name} must be None: the executor has no tools here, got ${pythonTypeOf(value)}`);
};

function number(value: Json, name: string): number {
  const read = plainNumber(value);
  if (read === undefined) throw typeError(`${name} must be a number, got ${pythonTypeOf(value)}`);
  return read;
}

function within(value: number, name: string, low: number, high: number): number {
  if (!(value >= low && value <= high)) throw valueError(`${name} must be between ${low} and ${high}, got ${value}`);
  return value;
}
