import { z } from 'zod';
import { usageError } from '../base/errors.ts';
import { readOptions } from '../base/read-options.ts';
import { type PromptChoice, promptFormFor } from '../environment/index.ts';
import { AUTO_START, type CommonSettings, commonGiven, commonSettings, isMetaLimitSet } from './common-settings.ts';
import {
  type Circumstances,
  OWN_SETTINGS,
  STRATEGIES,
  type StrategyName,
  ownSettings,
  strategyNamed,
} from './strategies/index.ts';

const anySettings = z.object(OWN_SETTINGS);

/**
 * What decides the course of a run, and so what a resumed run must share with the first: the common settings and those
 * of its strategy.
 */
export type Settings = CommonSettings & Partial<z.infer<typeof anySettings>>;

/** What the flags of `w4s optimize` are settings of, with their defaults. */
export const givenSettings = commonGiven.extend({
  ...OWN_SETTINGS,
  /** How workflows are searched for: see `docs/strategies.md`. */
  strategy: z.enum(Object.keys(STRATEGIES) as StrategyName[]).default('w4s'),
});

/** Settings as they are asked for. */
export interface GivenSettings extends Partial<Omit<Settings, 'prompt' | 'start'>> {
  /** How workflows are searched for. @default 'w4s' */
  strategy?: StrategyName;
  /** Names of `examples/workflows`, paths, `none`, or `auto`: see `settledStart`. @default 'auto' */
  start?: string | readonly string[];
  /** How the meta-agent is spoken to; `auto` looks at its context. @default 'auto' */
  prompt?: PromptChoice;
}

/** Runs are found by a hash of their settings, so their order stays what it was. Settings that came later follow. */
const ORDER = (
  'turns candidates horizon validation test repeats seed context prompt selection golds racing start review cache ' +
  'metaTemperature metaMaxTokens maxTokens maxRepairs'
).split(' ');

/**
 * The common settings and those of a strategy.
 * @param asked What a strategy that holds others is asked for.
 * @throws usage error `unknown-strategy`
 */
export function settingsSchema(strategy: string | undefined, asked: object) {
  const shape: z.ZodRawShape = { ...commonSettings.shape, ...ownSettings(strategy, asked) };
  const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const ordered = Object.entries(shape).toSorted(([a], [b]) => place(a) - place(b));
  return z.strictObject(Object.fromEntries(ordered)) as unknown as z.ZodObject & z.ZodType<Settings>;
}

/**
 * Checks the settings and fills in the defaults. Nothing is left open in them but an `auto` among the starts, which
 * waits for the task, so that what they are read from again, in a run that goes on, comes out the same.
 * @throws usage error that names the field.
 */
export function readSettings(options: GivenSettings, circumstances: Circumstances = {}): Settings {
  const strategy = strategyNamed(options.strategy);
  refuseForeign(options, strategy.id);
  const start = startNames(options.start)?.join(',') ?? AUTO_START;
  const asked = commonGiven.shape.prompt.safeParse(options.prompt);
  const prompt = asked.success ? promptFormFor(asked.data, circumstances.contextSize) : options.prompt;
  const own = strategy.settle?.(
    { ...options },
    { ...circumstances, prompt: prompt === 'compact' ? 'compact' : 'full' },
  );
  const settled = {
    start,
    prompt,
    racing: options.racing ?? (knowsEarlyWhoLost(options) ? undefined : 'off'),
    metaMaxTokensSet: options.metaMaxTokensSet ?? isMetaLimitSet(options),
  };
  const settings = readOptions(settingsSchema(strategy.id, options), { ...options, ...own, ...settled });
  assertTogether(settings);
  return settings;
}

/** A race is decided by accuracy, so what else counts can't be raced for. */
function knowsEarlyWhoLost({ objective = 'accuracy', maxSecondsPerItem = null }: GivenSettings): boolean {
  return objective === 'accuracy' && maxSecondsPerItem === null;
}

/** @throws usage error `conflicting-settings` */
function assertTogether(settings: Settings): void {
  const { objective, racing, minAccuracy, winners, router } = settings;
  if (racing !== 'off' && !knowsEarlyWhoLost(settings))
    throw usageError(
      'conflicting-settings',
      `Expected \`racing\` to be off where more than accuracy counts, got \`${racing}\``,
      { hint: 'A workflow that is behind in accuracy may still win by its cost. Leave --racing out.' },
    );
  if (minAccuracy !== null && objective === 'accuracy')
    throw usageError('conflicting-settings', 'Expected no `minAccuracy` where the most accurate workflow wins', {
      hint: 'It is for --objective cost-per-correct or pareto.',
    });
  if (winners < 2 && (router === 'rule' || router === 'executor'))
    throw usageError('conflicting-settings', `Expected no \`router\` where one program is kept, got \`${router}\``, {
      hint: 'Let it choose among some: --winners 3.',
    });
}

/** @throws usage error `foreign-setting` for a setting that another strategy has. */
function refuseForeign(options: GivenSettings, strategy: StrategyName): void {
  const given = options as Record<string, unknown>;
  const own = ownSettings(strategy, options);
  const foreign = Object.keys(OWN_SETTINGS).find((name) => !(name in own) && given[name] !== undefined);
  if (foreign === undefined) return;
  const owners = Object.values(STRATEGIES).flatMap(({ id, settings }) => (foreign in settings.shape ? [id] : []));
  throw usageError(
    'foreign-setting',
    `Expected no \`${foreign}\` with strategy \`${strategy}\`: it is a setting of ${owners.join(' and ')}`,
    { hint: 'Leave it out, or choose the strategy with --strategy.' },
  );
}

/** Whether a search with these options can be set so. @throws usage error `unknown-strategy` */
export function hasSetting(options: GivenSettings, name: keyof Settings): boolean {
  return name in ownSettings(options.strategy, options);
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
