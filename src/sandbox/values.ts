import type { Json } from '../base/json.ts';

/*
 * Values that JSON lacks cross the boundary as an object with one key: {"$int": "9007199254740993"}   an integer beyond
 *   2^53 (decimal, or 0x... where it has thousands of digits) {"$float": "nan"}              also "inf" and "-inf"
 * The code's own dictionary with such a key arrives with one more "$" in front.
 */

/** Encodes a value for the sandbox: non-finite numbers and bigints become tagged, `undefined` becomes null. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, tag) ?? 'null';
}

/** A plain or tagged number as a JavaScript number (an integer beyond 2^53 is rounded); else undefined. */
export function plainNumber(json: Json | undefined): number | undefined {
  if (typeof json === 'number') return json;
  const text = tagOf(json, '$int');
  if (text !== undefined) return Number(text.startsWith('-0x') ? -Number(text.slice(1)) : text);
  const float = tagOf(json, '$float');
  return float === undefined ? undefined : FLOATS.get(float);
}

/** The digits of an integer of any size, or undefined. */
export function plainInteger(json: Json | undefined): bigint | undefined {
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : undefined;
  const text = tagOf(json, '$int');
  if (text === undefined || !/^-?(\d+|0x[\da-f]+)$/.test(text)) return undefined;
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
}

const FLOATS = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

function tag(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $int: value.toString() };
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return { $float: 'nan' };
  return { $float: value > 0 ? 'inf' : '-inf' };
}

function tagOf(json: Json | undefined, name: '$int' | '$float'): string | undefined {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return undefined;
  const text = json[name];
  return typeof text === 'string' && Object.keys(json).length === 1 ? text : undefined;
}
