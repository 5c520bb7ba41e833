import { z } from 'zod';
import { toolSources } from '../../tools/index.ts';
import { isJson } from './is-json.ts';

const part = z
  .number()
  .positive('Expected a fraction between 0 and 1, or a whole number of items')
  .refine(
    (value) => value < 1 || Number.isInteger(value),
    'Expected a fraction between 0 and 1, or a whole number of items',
  );
const split = z.strictObject({
  validation: part,
  test: part,
  train: part.optional(),
  seed: z.number().int('Expected a whole number').optional(),
});
const text = z
  .string()
  .refine((value) => value.trim() !== '', 'Expected non-empty text')
  .refine((value) => value.isWellFormed(), 'Expected Unicode text without half of a surrogate pair');
const json = z
  .unknown()
  .refine(
    (value) => isJson(value),
    'Expected a value that JSON can hold: a text, a finite number, true, false, a list or an object of these',
  );
const item = z.strictObject({
  id: text.optional(),
  input: text,
  /** The scorer decides whether it is required. */
  target: json.optional(),
  entryPoint: z
    .string()
    .regex(/^[^\W\d]\w*$/, 'Expected the name of a Python function')
    .optional(),
  publicTests: z.array(z.string()).optional(),
  metadata: z.record(z.string(), json).optional(),
  files: z.array(z.union([text, z.strictObject({ name: text, bytes: z.number(), sha256: text })])).optional(),
});
const items = z.array(item);

/** What `defineTask` accepts, including a loaded task. The scorer is checked separately. */
export const definitionSchema = z.strictObject({
  name: z.string().regex(/^[\w.:-]+$/, 'Expected letters, digits, `.`, `_`, `:` or `-`'),
  description: text,
  instructions: z.string().optional(),
  kind: z.enum(['answer', 'code']).optional(),
  metric: z.enum(['accuracy', 'f1', 'pass@1', 'score']).optional(),
  scorer: z
    .unknown()
    .refine((value) => value !== undefined && value !== null, 'Expected the name of a scorer or a function'),
  folder: text.optional(),
  tools: toolSources.optional(),
  items: items.min(2, 'Expected at least two items').optional(),
  split: split.optional(),
  splits: z
    .strictObject({
      train: items.optional(),
      validation: items.min(1, 'Expected at least one item'),
      test: items.min(1, 'Expected at least one item'),
    })
    .optional(),
});

/** Valid names at a place in a definition, for "did you mean". */
export function knownInDefinition(path: readonly (string | number)[]): readonly string[] {
  const at = { '': definitionSchema.shape, split: split.shape, splits: { train: 0, validation: 0, test: 0 } }[
    path.join('.')
  ];
  return Object.keys(at ?? item.shape);
}
