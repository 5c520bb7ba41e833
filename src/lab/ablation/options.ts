import { createHash } from 'node:crypto';
import { usageError } from '../../base/errors.ts';
import { z } from 'zod';
import { readOptions } from '../../base/read-options.ts';
import { type OptimizeOptions, PLAIN_START, givenSettings, isMetaLimitSet } from '../../optimize/index.ts';
import type { Task } from '../../task/contract.ts';
import type { Design, SharedSettings, StudyOptions } from '../study/index.ts';
import type { ArmsOptions } from './arms.ts';

export interface AblationOptions
  extends
    ArmsOptions,
    StudyOptions,
    Pick<
      OptimizeOptions,
      | 'executor'
      | 'judge'
      | 'horizon'
      | 'context'
      | 'prompt'
      | 'selection'
      | 'golds'
      | 'metaTemperature'
      | 'metaMaxTokens'
      | 'maxTokens'
      | 'maxRepairs'
      | 'start'
    > {
  tasks: readonly (string | Task)[];
  /** Turns per search. @default 10 */
  turns?: number;
  /** Workflows sampled per turn. @default 1 */
  candidates?: number;
  /** Searches of each arm on each task, with seeds 0, 1, ... @default 3 */
  seeds?: number;
  /**
   * Draws different items of generated tasks: the searches of seed s use data seed `dataSeed + s`, so that no two seeds
   * share items. @default one set of items for all seeds
   */
  dataSeed?: number;
  /** Validation items. @default 128 */
  validation?: number;
  /** Items of the sealed test split. @default 500 */
  test?: number;
  /**
   * Executor calls of a search on validation items, answers of the cache included: a hard limit, so that the candidates
   * of a turn are evaluated one after the other. @default no cap
   */
  calls?: number | null;
  /** Part of the names of its runs. @default derived from the settings */
  name?: string;
}

const count = z.int().min(1);

/** The settings that all arms share, with the defaults: those of `optimize` where it has them. */
export const designSettings = givenSettings
  .pick({
    turns: true,
    candidates: true,
    validation: true,
    horizon: true,
    context: true,
    prompt: true,
    selection: true,
    golds: true,
    metaTemperature: true,
    metaMaxTokens: true,
    maxTokens: true,
    maxRepairs: true,
  })
  .extend({
    /** One, so that the arm `start` is the plain executor. */
    start: givenSettings.shape.start.unwrap().default(PLAIN_START),
    test: count.default(givenSettings.shape.test.parse(undefined)),
    /** Searches of each arm on each task. */
    seeds: count.default(3),
    /** Executor calls of a search. */
    calls: count.nullable().default(null),
  });

/** With those of the strategy `w4s`, which `best-of-n` takes as far as it has them. */
export interface AblationDesign
  extends SharedSettings, Pick<z.infer<typeof designSettings>, 'horizon' | 'context' | 'selection'> {}

/** Fills in the defaults that do not depend on the models. @throws usage errors */
export function designOf(options: AblationOptions): AblationDesign {
  const { name, tasks, dataSeed } = options;
  if (tasks.length === 0)
    throw usageError('missing-task', 'Expected at least one task to compare on', { hint: '`w4s tasks` lists them.' });
  const start = options.start === undefined ? undefined : [options.start].flat().join(',');
  const settings = readOptions(designSettings, { ...options, start });
  const { turns, candidates, seeds, validation, calls } = settings;
  if (name !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    throw usageError(
      'invalid-option',
      `Expected \`name\` to consist of letters, digits, dots and dashes, got \`${name}\``,
    );
  if (calls !== null && calls <= validation) {
    throw usageError(
      'invalid-option',
      `Expected \`calls\` to be more than the ${validation} that the plain executor's own evaluation takes, ` +
        `got \`${calls}\``,
    );
  }
  // In the order that the names of comparisons were always made of.
  return {
    turns,
    candidates,
    seeds: Array.from({ length: seeds }, (_, i) => i),
    dataSeed,
    validation,
    test: settings.test,
    calls,
    horizon: settings.horizon,
    context: settings.context,
    selection: settings.selection,
    golds: settings.golds,
    metaTemperature: settings.metaTemperature,
    start: settings.start,
    // They came later: at their defaults they change no name.
    metaMaxTokens: isMetaLimitSet(options) ? settings.metaMaxTokens : unlessDefault('metaMaxTokens', settings),
    maxTokens: settings.maxTokens ?? undefined,
    maxRepairs: unlessDefault('maxRepairs', settings),
  };
}

function unlessDefault(
  name: 'metaMaxTokens' | 'maxRepairs',
  settings: z.infer<typeof designSettings>,
): number | undefined {
  return settings[name] === designSettings.shape[name].parse(undefined) ? undefined : settings[name];
}

/**
 * A name that the same comparison gets again. It leaves out tasks, arms, the number of seeds and the cap on calls: more
 * of them extend the same comparison, and earlier runs are reused.
 */
export function nameOf(
  { seeds: _seeds, calls: _calls, ...design }: Design,
  models: readonly (string | null)[],
): string {
  return createHash('sha256')
    .update(JSON.stringify([models, design]))
    .digest('hex')
    .slice(0, 8);
}
