import { z } from 'zod';
import type { Scorer } from '../contract.ts';
import { fingerprint } from '../fingerprint.ts';
import { SCORERS, type ScorerName } from '../scorers/index.ts';

const NAMES = Object.keys(SCORERS) as [ScorerName, ...ScorerName[]];
const milliseconds = z
  .number()
  .int('Expected whole milliseconds')
  .positive('Expected a positive number of milliseconds');
const size = z.number().nonnegative('Expected a non-negative number');

/** Options of each named scorer; the functions themselves check nothing. */
const OPTIONS: Readonly<Record<ScorerName, z.ZodObject>> = {
  exact: z.strictObject({ ignoreCase: z.boolean().optional(), alternatives: z.boolean().optional() }),
  labels: z.strictObject({ ignoreCase: z.boolean().optional() }),
  'json-fields': z.strictObject({
    fields: z.array(z.string().min(1, 'Expected the name of a field')).min(1, 'Expected at least one field').optional(),
    partial: z.boolean().optional(),
    ignoreCase: z.boolean().optional(),
    absolute: size.optional(),
    relative: size.optional(),
  }),
  numeric: z.strictObject({
    absolute: size.optional(),
    relative: size.optional(),
    rounded: z.boolean().optional(),
    unanswerable: z.boolean().optional(),
  }),
  choice: z.strictObject({
    letters: z
      .string()
      .regex(/^[A-Z]{2,26}$/, 'Expected capital letters such as ABCD')
      .optional(),
  }),
  f1: z.strictObject({}),
  math: z.strictObject({}),
  gaia: z.strictObject({}),
  'unit-tests': z.strictObject({
    setup: z.string().optional(),
    inputIsCode: z.boolean().optional(),
    timeoutMs: milliseconds.optional(),
  }),
  judge: z.strictObject({
    criteria: z.string().min(1, 'Expected what counts as right').optional(),
    threshold: z.number().min(0, 'Expected a number from 0 to 1').max(1, 'Expected a number from 0 to 1').optional(),
  }),
};

export const scorerName = z.enum(NAMES);

export function optionsSchema(name: ScorerName): z.ZodObject {
  return OPTIONS[name];
}

/** Names of the options of a scorer. */
export function optionNames(name: ScorerName): string[] {
  return Object.keys(OPTIONS[name].shape);
}

/** Options must have passed {@link optionsSchema}. */
export function scorerOf(name: ScorerName, options: Record<string, unknown> = {}): Scorer {
  return { ...(SCORERS[name] as (options: object) => Scorer)(options), fingerprint: fingerprint([name, options]) };
}
