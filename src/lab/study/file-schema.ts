import { z } from 'zod';
import { OWN_SETTINGS, givenSettings } from '../../optimize/index.ts';

const text = z.string('Expected text').min(1, 'Expected non-empty text');
const name = z
  .string('Expected text')
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'Expected letters, digits, dots and dashes');
const count = z.int('Expected a whole number').min(1, 'Expected at least 1');
const seed = z.int('Expected a whole number').min(0, 'Expected at least 0');

const given = givenSettings.shape;
const design = z.strictObject({
  turns: open(given.turns),
  candidates: open(given.candidates),
  validation: open(given.validation),
  test: count.optional(),
  prompt: open(given.prompt),
  golds: open(given.golds),
  metaTemperature: open(given.metaTemperature),
  metaMaxTokens: open(given.metaMaxTokens),
  maxTokens: open(given.maxTokens),
  maxRepairs: open(given.maxRepairs),
  start: z.union([text, z.array(text)]).optional(),
});

const own = Object.fromEntries(Object.entries(OWN_SETTINGS).map(([key, schema]) => [key, open(schema)]));
const strategy = z.strictObject({
  name: name.optional(),
  /** Checked with the arms, which know how to say it. */
  strategy: text,
  ...own,
});

const model = z.strictObject({ name: name.optional(), model: text });
const workflow = z.strictObject({ name: name.optional(), file: text });
const solver = z.strictObject({ name: name.optional(), model: text, workflow: text.optional() });
const budget = z.strictObject({
  /** Executor calls of a search on validation items. */
  calls: count.optional(),
  /** Dollars of a search. */
  usd: z.number('Expected a number').positive('Expected a number above 0').optional(),
});

/** A study file. Where an entry may be a map, a text stands for the field that it must have. */
export const studySchema = z.strictObject({
  /** Part of the names of its runs. @default the file's own */
  name: name.optional(),
  tasks: z.array(text).min(1, 'Expected at least one task'),
  executors: z.array(textOr('model', model)).min(1, 'Expected at least one executor'),
  metas: z.array(textOr('model', model)).optional(),
  strategies: z.array(textOr('strategy', strategy)).min(1, 'Expected at least one strategy').optional(),
  workflows: z.array(textOr('file', workflow)).optional(),
  /** Models that solve the tasks themselves. @default none */
  solvers: z.array(textOr('model', solver)).optional(),
  /** `start`, `vote`, or names of `examples/workflows`. @default start and vote, where there are meta-agents */
  baselines: z.array(text).optional(),
  judge: text.optional(),
  /** So many, from 0; or each by itself. */
  seeds: z
    .preprocess((value) => (Array.isArray(value) ? value : seedsUpTo(value)), z.array(seed).min(1).max(1000))
    .optional(),
  dataSeed: seed.optional(),
  budget: budget.optional(),
  design: design.optional(),
  against: text.optional(),
});

export type StudyFile = z.output<typeof studySchema>;

/** Known fields at a place, for "did you mean". */
export function knownFields([at, ...rest]: readonly (string | number)[]): readonly string[] {
  if (at === undefined) return Object.keys(studySchema.shape);
  const schema = {
    executors: model,
    metas: model,
    strategies: strategy,
    workflows: workflow,
    solvers: solver,
    budget,
    design,
  }[at];
  return schema === undefined || rest.length > 1 ? [] : Object.keys(schema.shape);
}

/** A setting that may be left out; its default is filled in by whoever it belongs to. */
function open<S extends z.ZodType>(schema: S) {
  const inner = schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType<z.output<S>>) : schema;
  return inner.optional() as z.ZodOptional<z.ZodType<z.output<S>>>;
}

function textOr<S extends z.ZodObject>(field: string, schema: S) {
  return z.preprocess((value) => (typeof value === 'string' ? { [field]: value } : value), schema);
}

function seedsUpTo(value: unknown): unknown {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1000;
  return isCount ? Array.from({ length: value }, (_, i) => i) : value;
}
