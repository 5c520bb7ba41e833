import type { Json } from '../../base/json.ts';
import { headOf } from '../../base/clip.ts';

/** A template that holds more than names, in words. */
export interface Unreadable {
  fault: string;
}

const NAME = /^\w+(?:\.\w+|\[\d+\]|\["[^"]*"\]|\['[^']*'\])*$/;
const FILTERS: Readonly<Record<string, (value: Json) => Json>> = {
  dump: (value) => JSON.stringify(value),
  safe: (value) => value,
  trim: (value) => plain(value).trim(),
  lower: (value) => plain(value).toLowerCase(),
  upper: (value) => plain(value).toUpperCase(),
};

/**
 * Fills in `{{ name.part[0] | filter }}`: what Nunjucks, Jinja and OpenAI's templates have in common. What is not
 * there leaves nothing, as in Nunjucks; statements and other filters are refused. One pass.
 */
export function render(text: string, values: Json): string | Unreadable {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const start = nextMark(text, at);
    if (start < 0) break;
    const [mark, end] = text.startsWith('{{', start) ? ['{{', '}}'] : ['{#', '#}'];
    if (text.startsWith('{%', start)) return { fault: 'a template with statements (`{% ... %}`)' };
    const stop = text.indexOf(end, start + 2);
    if (stop < 0) return { fault: `a template with \`${mark}\` that is never closed` };
    parts.push(text.slice(at, start));
    if (mark === '{{') {
      const value = valueOf(text.slice(start + 2, stop), values);
      if (isUnreadable(value)) return value;
      parts.push(value);
    }
    at = stop + 2;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** The variables that a template names, each once. */
export function namesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\{\{-?\s*(\w+)/g)].map(([, name = '']) => name));
}

export function isUnreadable(value: unknown): value is Unreadable {
  return typeof value === 'object' && value !== null && 'fault' in value;
}

export function plain(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function nextMark(text: string, from: number): number {
  for (let at = text.indexOf('{', from); at >= 0; at = text.indexOf('{', at + 1))
    if ('{%#'.includes(text.charAt(at + 1) || ' ')) return at;
  return -1;
}

function valueOf(expression: string, values: Json): string | Unreadable {
  const [name = '', ...filters] = expression
    .replace(/^-/, '')
    .replace(/-$/, '')
    .split('|')
    .map((part) => part.trim());
  const unknown = filters.find((filter) => !Object.hasOwn(FILTERS, filter));
  if (!NAME.test(name) || unknown !== undefined) return { fault: `a template with \`{{${headOf(expression, 60)}}}\`` };
  const value = filters.reduce<Json>((found, filter) => FILTERS[filter]!(found), inside(values, name));
  return plain(value);
}

function inside(values: Json, name: string): Json {
  let value: Json | undefined = values;
  for (const part of name.match(/"[^"]*"|'[^']*'|\w+/g) ?? []) {
    const key = part.replace(/^["']|["']$/g, '');
    if (value === null || value === undefined || typeof value !== 'object' || !Object.hasOwn(value, key)) return null;
    value = (value as Record<string, Json>)[key];
  }
  return value ?? null;
}
