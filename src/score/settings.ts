import { z } from 'zod';

const count = z.int().min(1);
/** Of 1, as a score is. */
const share = z.number().min(0).max(1);

/** A part of an evaluation: the `index`-th of `of`, from 1. */
export const shardSchema = z
  .object({ index: count, of: count })
  .refine(({ index, of }) => index <= of, 'a part from 1 to the number of parts, such as 2 of 4');

export type Shard = z.infer<typeof shardSchema>;

/** What decides the course of an evaluation, with its defaults: the options of that name, filled in. */
export const scoreSettings = z.object({
  split: z.enum(['validation', 'test', 'train']).default('validation'),
  /** Items from the start of the split. */
  limit: count.optional(),
  /** The part of these items that is evaluated here: see `shardItems`. */
  shard: shardSchema.optional(),
  /** Runs of each item, each with samples of its own. */
  repeats: count.default(1),
  seed: z.int().min(0).default(0),
  /** `use` shares answers between runs, `fresh` pays for new ones but can still be resumed. */
  cache: z.enum(['use', 'fresh']).default('use'),
  /** The most that any answer may be asked for. Tokens. */
  maxTokens: count.optional(),
  /** The least mean score that is required. */
  minScore: share.optional(),
  /** How much worse than another evaluation still counts as no worse. */
  margin: share.default(0.05),
});

export type ScoreSettings = z.infer<typeof scoreSettings>;
