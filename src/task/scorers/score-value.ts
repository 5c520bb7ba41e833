import { W4sError } from '../../base/errors.ts';
import type { Score } from '../contract.ts';

/** A cosine of a text with itself may be 1.0000000000000002. */
const NOISE = 1e-9;

/** A score that a scorer of the user's own returned: a number from 0 to 1 or a truth value; else `undefined`. */
export function scoreValue(returned: unknown): number | undefined {
  const value = typeof returned === 'boolean' ? Number(returned) : returned;
  if (typeof value !== 'number' || !(value >= -NOISE && value <= 1 + NOISE)) return undefined;
  return Math.min(1, Math.max(0, value));
}

/** The same, alone or as `{value, note}`. @throws {W4sError} `scorer-failed` for anything else */
export function scoreOf(returned: unknown, itemId: string): Score {
  const { value, note } = (isObject(returned) ? returned : { value: returned }) as { value?: unknown; note?: unknown };
  const score = scoreValue(value);
  if (score !== undefined) return typeof note === 'string' ? { value: score, note } : { value: score };
  throw new W4sError(
    'scorer-failed',
    `Expected the scorer to return a number from 0 to 1, got \`${JSON.stringify(returned)}\` for item \`${itemId}\``,
    { hint: 'Return 0, 1, true, false or {value, note}.' },
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
