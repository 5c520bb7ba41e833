import { z } from 'zod';
import { reviewPolicy } from '../config/contract.ts';
import { PROMPT_CHOICES } from '../environment/index.ts';
import { scoreSettings } from '../score/index.ts';
import { OBJECTIVES } from '../statistics/index.ts';
import { DEFAULT_QUOTAS, type Quotas } from '../workflow/index.ts';

const count = z.int().min(1);
/** Tokens. */
const META_MAX_TOKENS = 4096;
/** The executor, asked for the answer alone. */
export const PLAIN_START = 'direct';
/** Stands for the starts that fit the prompt and the task: see `settledStart`. */
export const AUTO_START = 'auto';

/** What every strategy can be set to. Field by field as the flags of `w4s optimize`. */
export const commonSettings = z.strictObject({
  /** T: turns of the meta-agent. The paper deploys with about 10. */
  turns: count.default(10),
  /** m: actions sampled a turn. 1 in deployment, 5 when trajectories are collected (paper). */
  candidates: count.max(100).default(1),
  /** Items of the validation split, from its start. */
  validation: count.default(128),
  /** Items of the sealed test split; 0 leaves it sealed. */
  test: z.int().min(0).default(500),
  repeats: scoreSettings.shape.repeats,
  seed: scoreSettings.shape.seed,
  /** How the meta-agent is spoken to; `compact` is for models with a small context that were trained on it. */
  prompt: z.enum(['full', 'compact'], 'expected auto, full or compact').default('full'),
  /** Whether the meta-agent sees right answers of validation items. */
  golds: z.boolean().default(true),
  /** Whether an evaluation ends once it can't beat the best so far (`exact`), or is clearly behind it (`paired`). */
  racing: z.enum(['paired', 'exact', 'off'], 'expected paired, exact or off').default('paired'),
  /**
   * The workflows that the search starts from, comma-separated: names of `examples/workflows`, paths, or `none`. They
   * are turn 0, the meta-agent reads them with their scores, and the best of them may win.
   */
  start: z.string().min(1).default(PLAIN_START),
  /** When a person has to approve: see `docs/safety.md`. */
  review: reviewPolicy,
  cache: scoreSettings.shape.cache,
  metaTemperature: z.number().min(0).max(2).default(0.8),
  /** The most that the meta-agent may be asked for, in the place of `maxTokens`: see `metaLimitOf`. Tokens. */
  metaMaxTokens: count.default(META_MAX_TOKENS),
  /** Follows from `metaMaxTokens`: see `isMetaLimitSet`. */
  metaMaxTokensSet: z.boolean().default(false),
  /** The most that any answer may be asked for; `null` as the config, the workflow and the meta-agent say. Tokens. */
  maxTokens: count.nullable().default(null),
  /** Repairs of an action whose trial failed. 3 in the paper. */
  maxRepairs: z.int().min(0).default(3),
  /** What the search is after: see `Objective`. */
  objective: z.enum(OBJECTIVES).default('accuracy'),
  /** In [0, 1]: with less on validation, no workflow can win. Where cost counts; `null` without a floor. */
  minAccuracy: z.number().min(0).max(1).nullable().default(null),
  /** Completions of the executor that a workflow may ask for on one item; `null` as every workflow. */
  maxCallsPerItem: count.nullable().default(null),
  /** Dollars that a workflow may spend on one item, looked at before each call; `null` without a limit. */
  maxUsdPerItem: z.number().positive().nullable().default(null),
  /** Seconds within which a workflow has to be done on nine of ten validation items; `null` without a limit. */
  maxSecondsPerItem: z.number().positive().nullable().default(null),
  /** K: unlike programs that are kept, and among which a router may choose. */
  winners: count.max(20).default(1),
  /** Which routers are tried over them; `auto`: a rule, and the executor if the caps leave room. */
  router: z.enum(['auto', 'rule', 'executor', 'off'], 'expected auto, rule, executor or off').default('auto'),
});

/**
 * Settings that came after the first version, with what they were before. Runs are found by a hash of their settings,
 * so at this value they are left out of it.
 */
const LATER: Partial<CommonSettings> & Record<string, unknown> = {
  objective: 'accuracy',
  minAccuracy: null,
  maxCallsPerItem: null,
  maxUsdPerItem: null,
  maxSecondsPerItem: null,
  winners: 1,
  router: 'auto',
  ideas: 'off',
  metaMaxTokensSet: false,
};

/** Settings as they are put on record, and as a run is found by them. */
export function settingsOnRecord<S extends CommonSettings>(settings: S): Partial<S> {
  const kept = Object.entries(settings).filter(([name, value]) => !(name in LATER) || LATER[name] !== value);
  return Object.fromEntries(kept) as Partial<S>;
}

type TokenLimits = Pick<CommonSettings, 'metaMaxTokens' | 'maxTokens' | 'metaMaxTokensSet'>;

/**
 * Tokens of an answer of the meta-agent: its own limit where one was set, else that of all answers if it is lower. A
 * workflow is longer than what workflows are answered.
 */
export function metaLimitOf({ metaMaxTokens, maxTokens, metaMaxTokensSet }: TokenLimits): number {
  const isOwn = metaMaxTokensSet || metaMaxTokens !== META_MAX_TOKENS;
  return isOwn ? metaMaxTokens : Math.min(metaMaxTokens, maxTokens ?? Infinity);
}

/**
 * Whether the default limit was asked for by its number, beside a lower one for all answers. Nowhere else does it
 * matter who chose the number, and there the settings of earlier runs stay what they are on record.
 */
export function isMetaLimitSet({ metaMaxTokens, maxTokens }: Partial<TokenLimits>): boolean {
  return metaMaxTokens === META_MAX_TOKENS && (maxTokens ?? Infinity) < META_MAX_TOKENS;
}

/** What a workflow may use on one item. */
export function quotasOf({
  maxCallsPerItem,
  maxUsdPerItem,
}: Pick<CommonSettings, 'maxCallsPerItem' | 'maxUsdPerItem'>): Quotas {
  return { ...DEFAULT_QUOTAS, calls: maxCallsPerItem ?? DEFAULT_QUOTAS.calls, costUsd: maxUsdPerItem };
}

export type CommonSettings = z.infer<typeof commonSettings>;

/** As they are asked for: `auto` leaves the prompt to the meta-agent's context, and the starts to prompt and task. */
export const commonGiven = commonSettings.extend({
  prompt: z.enum(PROMPT_CHOICES).default('auto'),
  start: commonSettings.shape.start.unwrap().default(AUTO_START),
});
