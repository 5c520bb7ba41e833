import { z } from 'zod';
import { toolSources } from '../../tools/index.ts';
import { isEncoding } from './decode.ts';

const text = z.string().min(1, 'Expected non-empty text');
const part = z
  .number()
  .positive('Expected a fraction between 0 and 1, or a whole number of items')
  .refine(
    (value) => value < 1 || Number.isInteger(value),
    'Expected a fraction between 0 and 1, or a whole number of items',
  );

const fields = z.strictObject({
  id: text.optional(),
  input: text.optional(),
  target: text.optional(),
  entry_point: text.optional(),
  public_tests: text.optional(),
  metadata: z.array(text).optional(),
  files: text.optional(),
});
const split = z.strictObject({
  validation: part,
  test: part,
  train: part.optional(),
  seed: z.number().int('Expected a whole number').optional(),
});
const splits = z.strictObject({ validation: text, test: text, train: text.optional() });

/** `task.yaml`. The scorer is checked separately, because its options depend on its name. */
export const yamlSchema = z.strictObject({
  name: z.string().regex(/^[\w.-]+$/, 'Expected letters, digits, `.`, `_` or `-`'),
  description: text,
  /** For the executor that the start workflow asks; may be empty. @default the description */
  instructions: z.string().optional(),
  kind: z.enum(['answer', 'code']).optional(),
  metric: z.enum(['accuracy', 'f1', 'pass@1', 'score']).optional(),
  data: text.optional(),
  encoding: z.string().refine(isEncoding, 'Expected an encoding such as `utf-8`, `latin1` or `utf-16le`').optional(),
  delimiter: z
    .string()
    .length(1, 'Expected one character, such as ";"')
    .regex(/[^"\r\n]/, 'Expected a character that ends a column')
    .optional(),
  split: split.optional(),
  splits: splits.optional(),
  fields: fields.optional(),
  tools: z.preprocess(camelSources, toolSources).optional(),
  scorer: z
    .unknown()
    .refine((value) => value !== undefined && value !== null, 'Expected the name of a scorer, such as `numeric`'),
});

/** Fields are written with underscores here. */
function camelSources(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((source: unknown) => {
    if (typeof source !== 'object' || source === null || !('per_item' in source)) return source;
    const { per_item: perItem, ...rest } = source;
    return { ...rest, perItem };
  });
}

export type YamlTask = z.infer<typeof yamlSchema>;

/** Known fields at a place, for "did you mean". */
export function knownFields(path: readonly (string | number)[]): readonly string[] {
  const at = { '': yamlSchema, fields, split, splits }[path.join('.')];
  return at ? Object.keys(at.shape) : [];
}
