import { parseDocument } from 'yaml';
import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import { type Check, type LeftOut, isLeftOut, ownEntry } from '../contract.ts';
import { unknownKeyword } from '../schema-subset.ts';
import { isUnreadable, plain, render } from '../template.ts';
import { pythonPattern } from './regex.ts';
import { isTypeWithout, whyWithout } from './without.ts';

interface Given {
  value: Json | undefined;
  threshold: number | undefined;
  vars: Row;
}

type Make = (given: Given) => Omit<Check, 'not' | 'weight'> | LeftOut;

const contains =
  (type: 'contains-any' | 'contains-all', { ignoreCase = false, many = false } = {}): Make =>
  ({ value }) => {
    const parts = (many ? listOf(value) : [value]).map(plain);
    if (parts.length === 0 || parts.includes('')) return { left: `${type} without a text to look for` };
    return { type, value: parts, ignore_case: ignoreCase || undefined };
  };

/** Those that only look at the answer. */
const MADE: Readonly<Record<string, Make>> = {
  equals: ({ value = null }) => ({ type: 'equals', value: isObject(value) ? value : plain(value) }),
  contains: contains('contains-any'),
  icontains: contains('contains-any', { ignoreCase: true }),
  'contains-any': contains('contains-any', { many: true }),
  'icontains-any': contains('contains-any', { many: true, ignoreCase: true }),
  'contains-all': contains('contains-all', { many: true }),
  'icontains-all': contains('contains-all', { many: true, ignoreCase: true }),
  'starts-with': ({ value }) => ({ type: 'starts-with', value: [plain(value)] }),
  regex: ({ value }) => regexOf(plain(value)),
  'is-json': ({ value }) => jsonCheck('is-json', value),
  'contains-json': ({ value }) => jsonCheck('contains-json', value),
  levenshtein: ({ value, threshold = 5 }) => ({ type: 'levenshtein', value: plain(value), threshold }),
  'rouge-n': ({ value, threshold = 0.75 }) => ({ type: 'similarity', metric: '1', value: plain(value), threshold }),
  python: ({ value, threshold, vars }) =>
    typeof value === 'string' && !value.startsWith('file://')
      ? { type: 'python', value, threshold, vars }
      : { left: 'python from a file' },
};

/** Every type that is known by name: what a cell of a CSV may begin with. */
export function isAssertionType(type: string): boolean {
  return ownEntry(MADE, type) !== undefined || isTypeWithout(type);
}

/** An assertion of a test with its variables filled in. */
export function checkOf(assertion: Row, vars: Row): Check | LeftOut {
  const { type, value, threshold, weight, transform } = assertion;
  if (typeof type !== 'string') return { left: 'an assertion without a type' };
  const base = type.replace(/^not-/, '');
  const make = ownEntry(MADE, base);
  if (make === undefined) return { left: `${type}: ${whyWithout(base)}` };
  if (transform !== undefined) return { left: `${type} of an answer that code transforms first` };
  const filled = filledIn(value, vars);
  if (isUnreadable(filled)) return { left: `${type} with ${filled.fault}` };
  if (base !== 'python' && typeof filled === 'string' && filled.startsWith('file://'))
    return { left: `${type} with a value from a file` };
  const made = make({ value: filled, threshold: typeof threshold === 'number' ? threshold : undefined, vars });
  if (isLeftOut(made)) return made;
  return {
    ...made,
    not: base !== type || undefined,
    weight: typeof weight === 'number' ? weight : undefined,
  };
}

/** Texts in a value are templates, however deep they stand. */
function filledIn(value: Json | undefined, vars: Row): Json | undefined | { fault: string } {
  if (typeof value === 'string') return render(value, vars);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, filledIn(inner, vars)] as const);
  const fault = entries.find(([, inner]) => isUnreadable(inner))?.[1];
  if (fault !== undefined) return fault;
  return Array.isArray(value) ? entries.map(([, inner]) => inner as Json) : (Object.fromEntries(entries) as Json);
}

function isObject(value: Json | undefined): value is Json[] | { [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}

/** A list, or a text with commas; quotes keep a comma in. */
function listOf(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value;
  return [...plain(value).matchAll(/"([^"]*)"|([^,"]+)/g)]
    .map(([, quoted, bare = '']) => quoted ?? bare.trim())
    .filter((part) => part !== '');
}

/** JavaScript's pattern as Python writes it, where both have it. */
function regexOf(pattern: string): Omit<Check, 'not' | 'weight'> | LeftOut {
  if (!isPattern(pattern)) return { left: 'a regex that is none' };
  const value = pythonPattern(pattern);
  return value === undefined ? { left: 'a regex that Python reads otherwise' } : { type: 'regex', value };
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

function jsonCheck(type: string, value: Json | undefined): Omit<Check, 'not' | 'weight'> | LeftOut {
  if (value === undefined || value === null || value === '') return { type };
  const schema = typeof value === 'string' ? fromYaml(value) : value;
  const unknown = unknownKeyword(schema);
  return unknown === undefined ? { type, value: schema } : { left: `${type} with a schema that has \`${unknown}\`` };
}

function fromYaml(text: string): Json {
  const document = parseDocument(text, { prettyErrors: false, merge: true });
  return document.errors.length > 0 ? text : (document.toJS({ maxAliasCount: 100 }) as Json);
}
