import { z } from 'zod';
import { reviewPolicy } from '../config/index.ts';
import { PROMPT_CHOICES } from '../environment/index.ts';
import { scoreSettings } from '../score/index.ts';

const count = z.int().min(1);

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

export type CommonSettings = z.infer<typeof commonSettings>;

/** As they are asked for: `auto` leaves the prompt to the context of the meta-agent. */
export const commonGiven = commonSettings.extend({ prompt: z.enum(PROMPT_CHOICES).default('auto') });
