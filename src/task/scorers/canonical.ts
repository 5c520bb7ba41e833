import type { Json } from '../../base/json.ts';

const DEEPEST = 100;

/** JSON with sorted keys: equal values have equal texts. Values nested more than 100 levels deep equal nothing. */
export function canonical(value: Json, depth = 0): string {
  if (depth > DEEPEST) return '\u2026';
  if (Array.isArray(value)) return `[${value.map((part) => canonical(part, depth + 1)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null, depth + 1)}`).join(',')}}`;
}
