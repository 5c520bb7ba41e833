import { z } from 'zod';
import type { Scorer } from '../contract.ts';
import { pythonScorer } from '../scorers/index.ts';
import { issuesOf, type Issue } from './issues.ts';
import { optionNames, optionsSchema, scorerName, scorerOf } from './scorer-spec.ts';

const python = z.strictObject({
  python: z.string().min(1, 'Expected the path of a Python file'),
  timeout_ms: z
    .number()
    .int('Expected whole milliseconds')
    .positive('Expected a positive number of milliseconds')
    .optional(),
});

/**
 * The `scorer` of a task file: a name, `{name, ...options}`, `{python: file}` or `{judge: {...}}`.
 * Options use underscores. Returns issues instead if invalid, with paths that start at `scorer`.
 */
export function yamlScorer(value: unknown, readCode: (path: string) => string | Issue): Scorer | Issue[] {
  if (typeof value === 'string') return named(value, {}, ['scorer']);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return [{ path: ['scorer'], message: 'Expected the name of a scorer, or a map with `name`, `python` or `judge`.' }];
  const map = value as Record<string, unknown>;
  if ('python' in map) return fromPython(map, readCode);
  if ('judge' in map && !('name' in map)) return fromJudge(map);
  if (!('name' in map)) return [{ path: ['scorer'], message: 'Expected `name`, `python` or `judge` in it.' }];
  const { name, ...options } = map;
  return named(name, options, ['scorer', 'name']);
}

function named(
  name: unknown,
  options: Record<string, unknown>,
  at: Issue['path'],
  optionsAt: Issue['path'] = ['scorer'],
): Scorer | Issue[] {
  const known = scorerName.safeParse(name);
  if (!known.success) return issuesOf(known.error, name, () => []).map((issue) => ({ ...issue, path: at }));
  const camel = Object.fromEntries(Object.entries(options).map(([key, option]) => [camelCase(key), option]));
  const checked = optionsSchema(known.data).safeParse(camel);
  if (checked.success) return scorerOf(known.data, checked.data);
  return issuesOf(checked.error, camel, () => optionNames(known.data).map(snakeCase)).map((issue) => ({
    ...issue,
    path: [...optionsAt, ...issue.path.map((part) => (typeof part === 'string' ? snakeCase(part) : part))],
  }));
}

function fromJudge({ judge, ...rest }: Record<string, unknown>): Scorer | Issue[] {
  const extra = Object.keys(rest);
  if (extra.length > 0)
    return extra.map((key) => ({
      path: ['scorer', key],
      atKey: true,
      message: 'Unknown field. Options of the judge go under `judge`.',
    }));
  if (judge === true || judge === null) return scorerOf('judge');
  if (typeof judge !== 'object' || Array.isArray(judge))
    return [{ path: ['scorer', 'judge'], message: 'Expected a map with `criteria` and `threshold`, or true.' }];
  return named('judge', judge as Record<string, unknown>, ['scorer', 'judge'], ['scorer', 'judge']);
}

function fromPython(map: Record<string, unknown>, readCode: (path: string) => string | Issue): Scorer | Issue[] {
  const checked = python.safeParse(map);
  if (!checked.success)
    return issuesOf(checked.error, map, () => Object.keys(python.shape)).map((issue) => ({
      ...issue,
      path: ['scorer', ...issue.path],
    }));
  const code = readCode(checked.data.python);
  if (typeof code !== 'string') return [code];
  if (!/^(async\s+)?def\s+score\s*\(/m.test(code))
    return [
      {
        path: ['scorer', 'python'],
        message:
          `Expected \`def score(prediction, target) -> float\` in ${checked.data.python}, ` +
          'found no function of that name.',
      },
    ];
  return pythonScorer({ code, file: checked.data.python, timeoutMs: checked.data.timeout_ms });
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
