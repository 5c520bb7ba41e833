import type { z } from 'zod';
import { clip } from './clip.ts';
import { usageError } from './errors.ts';
import { first } from './lists.ts';

/**
 * Checks those of the options that a schema knows, and fills in its defaults; `undefined` is as good as absent.
 * @throws {W4sError} `invalid-option`, exit code 2, that names the option
 */
export function readOptions<S extends z.ZodObject>(schema: S, options: object): z.output<S> {
  const given = options as Record<string, unknown>;
  const known = Object.keys(schema.shape)
    .map((name) => [name, given[name]] as const)
    .filter(([, value]) => value !== undefined);
  const parsed = schema.safeParse(Object.fromEntries(known));
  if (parsed.success) return parsed.data;
  const issue = first(parsed.error.issues);
  const got = clip(shown(valueAt(given, issue.path)), 200);
  throw usageError('invalid-option', `Expected \`${issue.path.join('.')}\` to be ${expectedBy(issue)}, got \`${got}\``);
}

/** What lies there; `undefined` where nothing does. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

/** As JSON, which has no word for `NaN` and `Infinity`. */
function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}

const TYPES = new Map<string, string>([
  ['int', 'an integer'],
  ['array', 'a list'],
  ['object', 'an object'],
]);

/** What a schema expected, to stand behind "to be": `at least 1`, or the schema's own words. */
export function expectedBy(issue: z.core.$ZodIssue): string {
  // Zod's own messages all begin like this; others are ours.
  if (!/^(?:Invalid|Too) /.test(issue.message)) return issue.message.replace(/^expected /, '');
  switch (issue.code) {
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return issue.origin === 'string'
        ? 'not empty'
        : `${issue.inclusive === true ? 'at least' : 'above'} ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_type':
      return TYPES.get(issue.expected) ?? `a ${issue.expected}`;
    default:
      return `valid (${issue.message})`;
  }
}
