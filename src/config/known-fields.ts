import { z } from 'zod';

/** The fields that a schema knows at a path; records are passed through by any name. */
export function knownFields(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  const [first, ...rest] = path;
  if (inner instanceof z.ZodRecord) return first === undefined ? [] : knownFields(inner.valueType as z.ZodType, rest);
  if (!(inner instanceof z.ZodObject)) return [];
  if (first === undefined) return Object.keys(inner.shape);
  const field = inner.shape[String(first)] as z.ZodType | undefined;
  return field ? knownFields(field, rest) : [];
}
