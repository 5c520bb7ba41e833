import type { Json } from '../../base/json.ts';

const DEEPEST = 100;

/** Whether a value survives JSON unchanged: no NaN, big integer, date, undefined or cycle. */
export function isJson(value: unknown, depth = 0): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > DEEPEST) return false;
  if (Array.isArray(value)) return Array.from(value as unknown[]).every((inner) => isJson(inner, depth + 1));
  const kind: unknown = Object.getPrototypeOf(value);
  return (
    (kind === Object.prototype || kind === null) && Object.values(value).every((inner) => isJson(inner, depth + 1))
  );
}
