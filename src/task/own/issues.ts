import type { z } from 'zod';
import { listed } from '../../base/listed.ts';
import { didYouMean, shown } from './problem.ts';

/** A problem at a place inside a value. */
export interface Issue {
  path: readonly (string | number)[];
  /** The key itself is the problem, not its value. */
  atKey?: boolean;
  message: string;
}

/** Zod's findings in our words: expected, found, and the nearest known name. */
export function issuesOf(
  error: z.ZodError,
  value: unknown,
  knownAt: (path: readonly (string | number)[]) => readonly string[],
): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
    const got = shown(valueAt(value, path));
    switch (issue.code) {
      case 'unrecognized_keys': {
        const known = knownAt(path);
        return issue.keys.map((key) => ({ path: [...path, key], atKey: true, message: unknownField(key, known) }));
      }
      case 'invalid_value': {
        const values = issue.values.map(String);
        const given = valueAt(value, path);
        const guess = typeof given === 'string' ? didYouMean(given, values) : '';
        return [{ path, message: `Expected one of ${listed(values)}, got ${got}.${guess}` }];
      }
      case 'invalid_type':
        return [{ path, message: `Expected ${article(issue.expected)}, got ${got}.` }];
      default:
        return [{ path, message: `${issue.message}, got ${got}.` }];
    }
  });
}

function unknownField(key: string, known: readonly string[]): string {
  const fields = known.length === 0 ? 'no fields are' : `the fields are ${listed(known)}`;
  return `Unknown field.${didYouMean(key, known) || ` Expected one of: ${fields}.`}`;
}

/** `fields.input`, `items[3].target`. */
export function fieldName(path: readonly (string | number)[]): string | undefined {
  if (path.length === 0) return undefined;
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      inner !== null && typeof inner === 'object' ? (inner as Record<string | number, unknown>)[part] : undefined,
    value,
  );
}

function article(type: string): string {
  const name =
    { string: 'text', object: 'map of fields', record: 'map of fields', array: 'list', boolean: 'true or false' }[
      type
    ] ?? type;
  if (name === 'text' || name === 'true or false') return name;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}
