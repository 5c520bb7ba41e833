import { z } from 'zod';
import { readOptions } from '../base/read-options.ts';
import { reviewPolicy } from '../config/index.ts';
import { PROMPT_CHOICES, type PromptChoice, promptFormFor } from '../environment/index.ts';
import type { Model } from '../model/contract.ts';
import { scoreSettings } from '../score/index.ts';
import type { Task } from '../task/contract.ts';
import type { Surroundings } from '../session/index.ts';

const count = z.int().min(1);

/**
 * What decides the course of a run, and so what a resumed run must share with the first. Field by field as the flags
 * of `w4s optimize`.
 */
export const settingsSchema = z.strictObject({
  /** T: turns of the meta-agent. The paper deploys with about 10. */
  turns: count.default(10),
  /** m: actions sampled a turn. 1 in deployment, 5 when trajectories are collected (paper). */
  candidates: count.max(100).default(1),
  /** K: the state is reset to the current workflow every so many turns; `null` never. The paper collects with 2. */
  horizon: count.nullable().default(null),
  /** Items of the validation split, from its start. */
  validation: count.default(128),
  /** Items of the sealed test split; 0 leaves it sealed. */
  test: z.int().min(0).default(500),
  repeats: scoreSettings.shape.repeats,
  seed: scoreSettings.shape.seed,
  context: z.enum(['last', 'best-k', 'all']).default('best-k'),
  /** How the meta-agent is spoken to; `compact` is for models with a small context that were trained on it. */
  prompt: z.enum(['full', 'compact'], 'expected auto, full or compact').default('full'),
  selection: z.enum(['last', 'best']).default('best'),
  /** Whether the meta-agent sees right answers of validation items. */
  golds: z.boolean().default(true),
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
  /** Repairs of an action whose trial failed. 3 in the paper. */
  maxRepairs: z.int().min(0).default(3),
});

export type Settings = z.infer<typeof settingsSchema>;

/** The settings as they are asked for: `auto` leaves the prompt to the context of the meta-agent. */
export const givenSettings = settingsSchema.extend({ prompt: z.enum(PROMPT_CHOICES).default('auto') });

/** What may differ between a run and its continuation. */
export interface Limits {
  /** Item runs at a time. @default 48 */
  concurrency?: number;
  /** Dollars. @default no cap */
  budgetUsd?: number;
  /** Completions asked of providers. @default no cap */
  maxCalls?: number;
  /** Minutes of this process. @default no cap */
  maxMinutes?: number;
}

/** Settings as they are asked for. */
export interface GivenSettings extends Partial<Omit<Settings, 'prompt' | 'start'>> {
  /** Names of `examples/workflows`, paths, or `none`. @default 'direct' */
  start?: string | readonly string[];
  /** How the meta-agent is spoken to; `auto` looks at its context. @default 'auto' */
  prompt?: PromptChoice;
}

/** `collect`: trajectories for training are wanted, and the test split stays sealed. */
export type RunCommand = 'optimize' | 'collect';

/** Which run it is to be. */
export interface RunChoice {
  /** A name to find the run by. */
  name?: string;
  /**
   * The run to continue: id, name, beginning of the id, or `latest`.
   * @default an unfinished one of the same settings and name
   */
  run?: string;
  /** Begin a new run even where an unfinished one has the same settings. @default false */
  anew?: boolean;
  /** @default 'optimize' */
  command?: RunCommand;
}

export interface OptimizeOptions extends GivenSettings, Limits, RunChoice, Surroundings {
  /** A benchmark's name, the path of a task file, or a task from `defineTask`. */
  task: string | Task;
  /** The strong model: `provider:model`, `http://host:port/v1#model`, or a {@link Model}. */
  executor: string | Model;
  /** The weak model that writes the workflows. */
  meta: string | Model;
  /** For tasks that an LLM scores. */
  judge?: string | Model;
  /** Draws other items of a generated task, as `?data-seed=N` in its name. @default 0 */
  dataSeed?: number;
}

/** What some of the defaults depend on. */
export interface Circumstances {
  /** Of the meta-agent, in tokens; `undefined` for unknown. */
  contextSize?: number | undefined;
  /** @default 'optimize' */
  command?: RunCommand | undefined;
}

/**
 * Checks the settings and fills in the defaults. Nothing is left open in them, so that what they are read from again,
 * in a run that goes on, comes out the same.
 * @throws usage error that names the field.
 */
export function readSettings(options: GivenSettings, { contextSize, command }: Circumstances = {}): Settings {
  const prompt = promptFormFor(options.prompt ?? givenSettings.shape.prompt.parse(undefined), contextSize);
  // Trajectories are the paper's conversation, so that turns share their prefix; the compact form shows one workflow
  // only.
  const collected = prompt === 'compact' ? 'last' : 'all';
  const context = options.context ?? (command === 'collect' ? collected : undefined);
  return readOptions(settingsSchema, { ...options, prompt, context, start: startNames(options.start)?.join(',') });
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
