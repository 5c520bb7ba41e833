import type { Json } from '../../../base/json.ts';

const DEEPEST = 60;
/** Values after all references are followed: references to references grow without measure. */
const MOST = 2_000_000;

/** A config in which `{$ref: '#/assertionTemplates/polite'}` is what it names; what leads nowhere stays. */
export function resolved(config: Json): Json {
  let left = MOST;
  const follow = (value: Json, depth: number): Json => {
    if (value === null || typeof value !== 'object' || depth > DEEPEST || --left < 0) return value;
    if (Array.isArray(value)) return value.map((one) => follow(one, depth + 1));
    const reference = value['$ref'];
    if (typeof reference === 'string' && reference.startsWith('#/')) {
      const found = at(config, reference.slice(2).split('/'));
      if (found !== undefined) return follow(found, depth + 1);
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, follow(one, depth + 1)]));
  };
  return follow(config, 0);
}

function at(config: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = config;
  for (const key of path) {
    if (value === null || value === undefined || typeof value !== 'object' || !Object.hasOwn(value, key))
      return undefined;
    value = (value as Record<string, Json>)[key];
  }
  return value;
}
