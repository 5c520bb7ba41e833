import { z } from 'zod';
import { trainSettings } from '../../rlao/index.ts';

const count = z.int().min(1);
const { lr, gradientCheckpointing, dropLong, device, dtype, seed } = trainSettings.shape;

/** How a model is trained to solve a task itself, with the defaults. */
export const grpoSettings = z.object({
  /** A name of `examples/workflows`, or a .py file: what asks the model, once an item. */
  workflow: z.string().min(1).default('direct'),
  /** The training split; of a task without one, the validation split. The test split stays sealed. */
  split: z.enum(['train', 'validation']).optional(),
  /** From the start of the split. */
  items: count.default(256),
  /** Tokens to train on, prompts and completions together; without it, as many as `epochs` take. */
  tokens: count.optional(),
  /** Rank of the adapter. */
  lora: count.default(16),
  epochs: count.default(1),
  lr,
  /** Items of an optimizer step. */
  itemsPerStep: count.default(8),
  /** Completions sampled for each item: they are compared with each other. */
  generations: z.int().min(2).default(8),
  /** Completions run at once, a divisor of all those of a step; without it, as many as `generations`. */
  batchSize: count.optional(),
  gradientCheckpointing,
  /** Longest completion, in tokens. */
  maxNewTokens: count.default(512),
  /** Weight of the KL term that holds the model to its base; that of the paper. */
  beta: z.number().min(0).default(0.04),
  dropLong,
  device,
  dtype,
  seed,
});

export type GrpoSettings = z.output<typeof grpoSettings>;
