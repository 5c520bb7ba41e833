import { jsonrepair } from 'jsonrepair';

import type { Json } from '../../json.ts';
import { fencedBlocks } from '../fences.ts';
import { escapeStrayBackslashes } from './json-escapes.ts';
import { parsePythonLiteral } from './python-literal.ts';
import { isDict, parseExactly } from './python-values.ts';

export type Dict = { [key: string]: Json };

const READERS: readonly ((text: string) => Json | undefined)[] = [strict, parsePythonLiteral, repaired];

/**
 * The dictionary in a model's reply, however it is wrapped: in a fence, between sentences, in a list, as a Python
 * literal, with trailing commas, raw line ends, single backslashes or a missing end. Among several, the one that
 * holds most of `keys`.
 *
 * @returns `undefined` when no dictionary can be read.
 */
export function parseJsonReply(text: string, keys: readonly string[] = []): Dict | undefined {
  const candidates = candidatesIn(text);
  let best: Dict | undefined;
  for (const read of READERS) {
    for (const dict of candidates.flatMap((candidate) => dictsOf(read(candidate)))) {
      if (best === undefined || held(dict, keys) > held(best, keys)) best = dict;
    }
    if (best !== undefined && held(best, keys) === keys.length) return best;
  }
  return best;
}

function held(dict: Dict, keys: readonly string[]): number {
  return keys.filter((key) => Object.hasOwn(dict, key)).length;
}

/** The dictionary itself, or those in a list. */
function dictsOf(value: Json | undefined): Dict[] {
  if (isDict(value)) return [value];
  return Array.isArray(value) ? value.filter((item) => isDict(item)) : [];
}

/** The texts that may be the object, likeliest first. */
function candidatesIn(text: string): string[] {
  const trimmed = text.trim();
  const fenced = /```|~~~/.test(trimmed) ? fencedBlocks(trimmed).map((block) => block.code.trim()) : [];
  const open = /[[{][^]*/.exec(trimmed)?.[0];
  const candidates = [trimmed, ...fenced.toReversed(), ...balancedSpans(trimmed), ...(open === undefined ? [] : [open])];
  return [...new Set(candidates)].filter((candidate) => /^[[{]/.test(candidate));
}

/** Outermost `{...}` spans, longest first; quotes are respected only while that finds an end. */
function balancedSpans(text: string): string[] {
  const spans: string[] = [];
  let start = text.indexOf('{');
  for (let tries = 0; start !== -1 && tries < 40; tries++) {
    const end = spanEnd(text, start, true) ?? spanEnd(text, start, false);
    if (end !== undefined) spans.push(text.slice(start, end));
    start = text.indexOf('{', end ?? start + 1);
  }
  return spans.toSorted((a, b) => b.length - a.length);
}

function spanEnd(text: string, start: number, respectQuotes: boolean): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (quoted && char === '\\') i++;
    else if (respectQuotes && char === '"') quoted = !quoted;
    else if (!quoted && char === '{') depth++;
    else if (!quoted && char === '}' && --depth === 0) return i + 1;
  }
  return undefined;
}

function strict(text: string): Json | undefined {
  try {
    return parseExactly(escapeStrayBackslashes(text));
  } catch {
    return undefined;
  }
}

function repaired(text: string): Json | undefined {
  try {
    return parseExactly(jsonrepair(escapeStrayBackslashes(text)));
  } catch {
    return undefined;
  }
}
