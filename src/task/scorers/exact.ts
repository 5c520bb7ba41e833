import type { Json } from '../../json.ts';
import type { Scorer } from '../contract.ts';
import { answerText, shortened } from './answer-text.ts';

export interface ExactOptions {
  /** @default false */
  ignoreCase?: boolean;
}

/** The same text after trimming and joining runs of white space; lists and objects as the same JSON value. */
export function exact({ ignoreCase = false }: ExactOptions = {}): Scorer {
  const form = (value: Json) => {
    const text = (value !== null && typeof value === 'object' ? canonical(value) : String(value)).replace(/\s+/g, ' ').trim();
    return ignoreCase ? text.toLowerCase() : text;
  };
  return {
    name: 'exact',
    ideal: ({ target }) => target,
    score(prediction, { target }) {
      const value = form(prediction) === form(target) || form(answerText(prediction)) === form(target) ? 1 : 0;
      return { value, note: `read as "${shortened(form(prediction))}"` };
    },
  };
}

/** JSON with sorted keys. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`).join(',')}}`;
}
