import type { Json } from '../../base/json.ts';

/** Words that `python/checks.py` obeys, and those that say nothing of a value. */
const OBEYED = new Set([
  'type',
  'enum',
  'const',
  'required',
  'properties',
  'additionalProperties',
  'items',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
]);
const SILENT = new Set(['$schema', '$id', 'title', 'description', 'default', 'examples']);
const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
const DEEPEST = 50;

/** The first word of a JSON Schema that is not obeyed here; `undefined` where all are. */
export function unknownKeyword(schema: Json | undefined, depth = 0): string | undefined {
  if (schema === undefined || typeof schema === 'boolean') return undefined;
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) return 'a value that is no schema';
  if (depth > DEEPEST) return 'deep nesting';
  const unknown = Object.keys(schema).find((word) => !OBEYED.has(word) && !SILENT.has(word));
  if (unknown !== undefined) return unknown;
  if ([schema['type'] ?? []].flat().some((type) => typeof type !== 'string' || !TYPES.has(type))) return 'type';
  const { additionalProperties, properties, items } = schema;
  if (additionalProperties !== undefined && typeof additionalProperties !== 'boolean') return 'additionalProperties';
  if (Array.isArray(items)) return 'items';
  const inner = properties !== null && typeof properties === 'object' ? Object.values(properties) : [];
  for (const one of [...inner, items]) {
    const found = unknownKeyword(one, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
