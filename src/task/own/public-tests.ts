import type { Json } from '../../base/json.ts';

/** Assertions: a list of texts, or a text with one on each line, as a cell of CSV. `undefined` for what is neither. */
export function publicTestsIn(value: Json): string[] | undefined {
  if (typeof value === 'string') return value.split('\n').filter((test) => test.trim() !== '');
  return Array.isArray(value) && value.every((test) => typeof test === 'string') ? value : undefined;
}
