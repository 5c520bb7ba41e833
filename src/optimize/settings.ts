import { z } from 'zod';
import { readOptions } from '../base/read-options.ts';
import { reviewPolicy } from '../config/index.ts';
import type { PromptChoice } from '../environment/index.ts';
import { scoreSettings } from '../score/index.ts';
import { type Circumstances, STRATEGIES, type StrategyName, strategyNamed } from './strategies/index.ts';

const count = z.int().min(1);

/** What every strategy can be set to. Field by field as the flags of `w4s optimize`. */
const commonSettings = z.strictObject({
  /** T: turns of the meta-agent. The paper deploys with about 10. */
  turns: count.default(10),
  /** Items of the validation split, from its start. */
  validation: count.default(128),
  /** Items of the sealed test split; 0 leaves it sealed. */
  test: z.int().min(0).default(500),
  repeats: scoreSettings.shape.repeats,
  seed: scoreSettings.shape.seed,
  /** Whether an evaluation ends once it can't beat the best so far (`exact`), or is clearly behind it (`paired`). */
  racing: z.enum(['paired', 'exact', 'off'], 'expected paired, exact or off').default('paired'),
  /**
   * The workflows that the search starts from, comma-separated: names of `examples/workflows`, paths, or `none`. They
   * are turn 0, the meta-agent reads them with their scores, and the best of them may win.
   */
  start: z.string().min(1).default('direct'),
  /** When a person has to approve: see `docs/safety.md`. */
  review: reviewPolicy,
  cache: scoreSettings.shape.cache,
  metaTemperature: z.number().min(0).max(2).default(0.8),
  metaMaxTokens: count.default(4096),
  /** The most that any answer may be asked for; `null` as the config, the workflow and the meta-agent say. Tokens. */
  maxTokens: count.nullable().default(null),
});

type OwnSettings = z.infer<(typeof STRATEGIES)[StrategyName]['settings']>;

/**
 * What decides the course of a run, and so what a resumed run must share with the first: the common settings and those
 * of its strategy.
 */
export type Settings = z.infer<typeof commonSettings> & OwnSettings;

/** What the flags of `w4s optimize` are settings of, with their defaults. */
export const givenSettings = commonSettings.extend(STRATEGIES.w4s.given.shape);

/** Settings as they are asked for. */
export interface GivenSettings extends Partial<Omit<Settings, 'prompt' | 'start'>> {
  /** How workflows are searched for. @default 'w4s' */
  strategy?: StrategyName;
  /** Names of `examples/workflows`, paths, or `none`. @default 'direct' */
  start?: string | readonly string[];
  /** How the meta-agent is spoken to; `auto` looks at its context. @default 'auto' */
  prompt?: PromptChoice;
}

/** Runs are found by a hash of their settings, so their order stays what it was. Settings that came later follow. */
const ORDER = (
  'turns candidates horizon validation test repeats seed context prompt selection golds racing start review cache ' +
  'metaTemperature metaMaxTokens maxTokens maxRepairs'
).split(' ');

/** The common settings and those of a strategy. @throws usage error `unknown-strategy` */
export function settingsSchema(strategy: string | undefined) {
  const { shape } = commonSettings.extend(strategyNamed(strategy).settings.shape);
  const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const ordered = Object.entries(shape).toSorted(([a], [b]) => place(a) - place(b));
  return z.strictObject(Object.fromEntries(ordered) as typeof shape);
}

/**
 * Checks the settings and fills in the defaults. Nothing is left open in them, so that what they are read from again,
 * in a run that goes on, comes out the same.
 * @throws usage error that names the field.
 */
export function readSettings(options: GivenSettings, circumstances: Circumstances = {}): Settings {
  const given = { ...options, start: startNames(options.start)?.join(',') };
  const settled = strategyNamed(options.strategy).settle(given, circumstances);
  return readOptions(settingsSchema(options.strategy), settled);
}

/** The starts one by one, however they were given; `undefined` for the default. */
export function startNames(start: string | readonly string[] | undefined): string[] | undefined {
  return start === undefined
    ? undefined
    : [
        ...new Set(
          [start]
            .flat()
            .flatMap((names) => names.split(','))
            .map((name) => name.trim()),
        ),
      ];
}
