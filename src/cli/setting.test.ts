import { expect, test } from 'vitest';
import type { z } from 'zod';
import { applySettings } from '../apply/index.ts';
import { calibrateSettings } from '../calibrate/index.ts';
import { itemConcurrency } from '../config/contract.ts';
import { designSettings } from '../lab/ablation/index.ts';
import { givenSettings } from '../optimize/index.ts';
import { simSettings } from '../providers/sim/index.ts';
import { collectSettings, datasetSettings, exportFormat, trainSettings } from '../rlao/index.ts';
import { scoreSettings } from '../score/index.ts';
import type { OptionSpec } from './option.ts';
import { allCommands } from './table.ts';

/** What a command's flags are settings of, by name; the flags of these names must be those of the schema. */
const SHAPES: Record<string, Record<string, z.ZodType>> = {
  optimize: { ...givenSettings.shape, concurrency: itemConcurrency },
  collect: { ...collectSettings.shape, concurrency: itemConcurrency },
  ablation: { ...designSettings.shape, concurrency: itemConcurrency },
  eval: { ...scoreSettings.shape, concurrency: itemConcurrency },
  run: { ...applySettings.shape, concurrency: itemConcurrency },
  compare: { split: scoreSettings.shape.split.unwrap(), margin: scoreSettings.shape.margin.unwrap() },
  show: { split: scoreSettings.shape.split.unwrap() },
  tasks: { ...calibrateSettings.shape, concurrency: itemConcurrency },
  dataset: { ...datasetSettings.shape, format: exportFormat },
  train: { ...datasetSettings.shape, ...trainSettings.shape },
  resume: { concurrency: itemConcurrency },
  sim: simSettings.shape,
};

const commands = await allCommands();
const flags = Object.entries(SHAPES).flatMap(([command, shape]) => {
  const { options } = commands.find(({ name }) => name === command)!;
  return Object.keys(shape).flatMap((name): [string, string, OptionSpec<unknown>, z.ZodType][] =>
    options[name] === undefined ? [] : [[command, name, options[name], shape[name]!]],
  );
});

/** What the schema makes of an absent setting, as a flag shows it. */
function shown(schema: z.ZodType): string | undefined {
  const { data } = schema.safeParse(undefined);
  const words: Record<string, string | undefined> = { null: 'none', true: 'on', false: undefined };
  const text = String(data);
  return text in words ? words[text] : text;
}

test('all commands that take settings are looked at', () => {
  expect(flags.length).toBeGreaterThan(60);
});

test.each(flags)('%s: the default of %s is that of the schema', (_, __, option, schema) => {
  const otherwise = schema.safeParse(undefined).data;
  expect(option.default, 'the schema applies it').toBeUndefined();
  // Where the schema knows none, or no number for it, words say what happens.
  if (otherwise !== undefined && otherwise !== null) expect(option.otherwise).toBe(shown(schema));
  else expect(option.otherwise).not.toMatch(/^[\d.]+$/);
});

test.each(flags)('%s: %s takes what the schema takes', (_, name, option, schema) => {
  expect(option.choices).toEqual(wordsOf(schema));
  if (option.value === undefined) return; // a switch
  for (const given of ['0', '-1', '0.5', '1', '101', '1000000000', 'no-such-word']) {
    const isTaken = [Number(given), given].some((value) => schema.safeParse(value).success);
    expect([given, takes(option, given, `--${name}`)]).toEqual([given, isTaken]);
  }
});

interface Wrapped {
  unwrap?: () => Wrapped;
  options?: string[];
}

/** Those of an enum, with a default or without. */
function wordsOf(schema: z.ZodType): string[] | undefined {
  const { options, unwrap } = schema as Wrapped;
  return options ?? unwrap?.().options;
}

function takes(option: OptionSpec<unknown>, given: string, flag: string): boolean {
  try {
    option.parse(given, flag);
    return true;
  } catch {
    return false;
  }
}
