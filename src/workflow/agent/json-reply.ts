import { isDeepStrictEqual } from 'node:util';
import { jsonrepair } from 'jsonrepair';

import type { Json } from '../../base/json.ts';
import { withoutThinking, outermostBraces } from '../../text/index.ts';
import { escapeStrayBackslashes } from './json-escapes.ts';
import { normalized, readByKeys } from './json-keyed.ts';
import { parsePythonLiteral } from './python-literal.ts';
import { type Dict, isDict, parseExactly } from './python-values.ts';

/** Characters. No executor writes as much; what is longer is not read. */
const LONGEST_REPLY = 300_000;
/** Characters that are worth a repair, which is slower than the other readers. */
const LONGEST_REPAIR = 100_000;
/** Objects that are read, from the end: nobody who was asked for one writes more. */
const MOST_OBJECTS = 100;
/** Objects within an object that may hold the asked keys: a tool call holds its arguments, a wrapper its content. */
const DEEPEST_WRAPPER = 4;

/**
 * The dictionary in a model's reply, however it is wrapped: in a fence, between sentences, in a list, in a tool
 * call, as a Python literal, with trailing commas, raw line ends, single backslashes, quotes or expressions as
 * they are, or a missing end. What a model thought before it does not count. Of several the one with most of
 * `keys` wins, of those the last.
 *
 * @returns `undefined` when no dictionary can be read.
 */
export function parseJsonReply(reply: string, keys: readonly string[] = []): Dict | undefined {
  if (reply.length > LONGEST_REPLY) return undefined;
  const text = withoutThinking(reply);
  const spans = spansIn(text);
  const found = [
    () => spans.flatMap((span) => wanted(strict(span) ?? parsePythonLiteral(span), keys)),
    () => spans.flatMap((span) => wanted(mended(span, keys), keys)),
    () => wanted(mended(openEnd(text), keys), keys),
    () => wanted(readByKeys(text, keys), keys),
  ];
  let best: Dict | undefined;
  for (const read of found) {
    for (const dict of read()) if (best === undefined || held(dict, keys) >= Math.max(1, held(best, keys))) best = dict;
    if (best !== undefined && held(best, keys) === keys.length) return best;
  }
  return best;
}

function held(dict: Dict, keys: readonly string[]): number {
  return keys.filter((key) => Object.hasOwn(dict, key)).length;
}

/** Texts that may be an object, in their order: where quotes mislead, the spans without regard to them come as well. */
function spansIn(text: string): string[] {
  const spans = [true, false].flatMap((respectQuotes) => outermostBraces(text, respectQuotes).slice(-MOST_OBJECTS));
  const different = new Map(spans.map((span) => [`${span.start}-${span.end}`, span]));
  return [...different.values()].toSorted((a, b) => a.start - b.start).map(({ start, end }) => text.slice(start, end));
}

/** From the first brace on: an object that was cut off. */
function openEnd(text: string): string {
  const start = text.indexOf('{');
  return start === -1 ? '' : text.slice(start);
}

/** The dictionaries of a value that may be meant, with the keys named as they were asked for. */
function wanted(value: Json | undefined, keys: readonly string[]): Dict[] {
  if (Array.isArray(value)) return value.flatMap((item) => (isDict(item) ? wanted(item, keys) : []));
  if (!isDict(value)) return [];
  return [unwrapped(named(value, keys), keys)];
}

function named(dict: Dict, keys: readonly string[]): Dict {
  const absent = new Map(keys.filter((key) => !Object.hasOwn(dict, key)).map((key) => [normalized(key), key]));
  if (absent.size === 0) return dict;
  return Object.fromEntries(
    Object.entries(dict).map(([key, value]) => {
      const asked = absent.get(normalized(key));
      absent.delete(normalized(key));
      return [asked ?? key, value];
    }),
  );
}

/** Follows wrappers down to the first dictionary that holds more of the keys than what is around it. */
function unwrapped(dict: Dict, keys: readonly string[], depth = 0): Dict {
  if (held(dict, keys) > 0 || depth === DEEPEST_WRAPPER) return dict;
  for (const value of Object.values(dict)) {
    const content = typeof value === 'string' && value.startsWith('{') ? strict(value) : value;
    if (!isDict(content)) continue;
    const inner = unwrapped(named(content, keys), keys, depth + 1);
    if (held(inner, keys) > 0) return inner;
  }
  return dict;
}

function strict(text: string): Json | undefined {
  try {
    return parseExactly(escapeStrayBackslashes(text));
  } catch {
    return undefined;
  }
}

/** What no grammar reads: repaired, where reading by the keys comes to the same values or to none, else by the keys. */
function mended(text: string, keys: readonly string[]): Json | undefined {
  const byKeys = readByKeys(text, keys);
  const whole = repaired(text);
  if (byKeys === undefined || whole === undefined) return byKeys ?? whole;
  const [dict] = wanted(whole, keys);
  const agree =
    dict !== undefined && Object.entries(byKeys).every(([key, value]) => isDeepStrictEqual(dict[key], value));
  return agree ? dict : byKeys;
}

function repaired(text: string): Json | undefined {
  if (text.length > LONGEST_REPAIR) return undefined;
  try {
    return parseExactly(jsonrepair(escapeStrayBackslashes(text)));
  } catch {
    return undefined;
  }
}
