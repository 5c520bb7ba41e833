import { z } from 'zod';
import { first } from '../base/lists.ts';
import { expectedBy } from '../base/read-options.ts';
import {
  type Facts,
  type OptionSpec,
  amount,
  choice,
  integer,
  invalid,
  orNone,
  shownDefault,
  text,
  toggle,
} from './option.ts';

/** What may be given for a setting. */
type Given<S extends z.ZodType> = Exclude<z.input<S>, undefined>;

/**
 * The flag of a setting. Type, range, words and default are those of the schema and stand nowhere else; the command
 * does not apply the default, since the schema does, so that it still sees what was given.
 * @param facts.otherwise For settings without a default, or with `null` for one: what happens without the flag.
 */
export function setting<S extends z.ZodType>(schema: S, facts: Facts & { value?: string }): OptionSpec<Given<S>> {
  const { value = 'TEXT', otherwise = defaultText(schema), ...rest } = facts;
  const { default: _default, ...option } = reader(schema, value, rest);
  return { ...option, otherwise } as OptionSpec<Given<S>>;
}

function reader(schema: z.ZodType, value: string, facts: Facts): OptionSpec<unknown> {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return reader(schema.unwrap() as z.ZodType, value, facts);
  if (schema instanceof z.ZodNullable) return orNone(reader(schema.unwrap() as z.ZodType, value, facts));
  if (schema instanceof z.ZodEnum) return choice(schema.options.map(String), facts);
  if (schema instanceof z.ZodBoolean) return toggle(facts);
  if (schema instanceof z.ZodNumber) return numberReader(schema, value, facts);
  if (schema instanceof z.ZodString) return textReader(schema, value, facts);
  return text(value, facts);
}

function textReader(schema: z.ZodString, value: string, facts: Facts): OptionSpec<string> {
  return {
    ...text(value, facts),
    parse: (given, flag) => {
      const { data, error } = schema.safeParse(given);
      if (data !== undefined) return data;
      throw invalid(flag, expectedBy(first(error.issues)), given);
    },
  };
}

function numberReader(schema: z.ZodNumber, value: string, facts: Facts): OptionSpec<number> {
  const { isInt, minValue, maxValue } = schema;
  const max = maxValue ?? undefined;
  if (!isInt) return amount(value, { ...facts, zero: schema.safeParse(0).success, max });
  const least = minValue ?? 0;
  return integer(value, { ...facts, min: schema.safeParse(least).success ? least : least + 1, max });
}

/** As the help shows it; `undefined` for a setting without one. */
export function defaultText(schema: z.ZodType): string | undefined {
  return schema instanceof z.ZodDefault ? shownDefault(schema.parse(undefined)) : undefined;
}
