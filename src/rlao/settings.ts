import { z } from 'zod';
import { givenSettings } from '../optimize/index.ts';
import { EXPORT_FORMATS } from './exports/formats.ts';
import { weighSettings } from './weights/settings.ts';

const count = z.int().min(1);

/** How trajectories are gathered, where that is not as `optimize` does it: as in the paper. */
export const episodeSettings = z.object({
  /** Of each task; each is `horizon` turns from the workflow that the episode before ended with. */
  episodes: count.default(10),
  /** m: actions sampled from each state. */
  candidates: givenSettings.shape.candidates.unwrap().default(5),
  /** K: turns of an episode. */
  horizon: count.default(2),
  selection: givenSettings.shape.selection.unwrap().default('last'),
});

/** All that may be set when trajectories are gathered. */
export const collectSettings = givenSettings.omit({ turns: true, test: true, racing: true, review: true }).extend({
  ...episodeSettings.shape,
  /** Without one the prompt decides. */
  context: givenSettings.shape.context.unwrap().optional(),
  /** Without one every workflow is run on all items: rewards need whole scores. */
  minibatch: givenSettings.shape.minibatch.unwrap().optional(),
});

/** Which rows a data set has, and what they weigh. */
export const datasetSettings = z.object({
  ...weighSettings.shape,
  /** `resample` draws rows by weight and gives each weight 1. */
  weights: z.enum(['column', 'resample']).default('column'),
  /** Of the resampling. */
  seed: z.int().min(0).default(0),
  tokens: z.enum(['auto', 'drop']).default('auto'),
  /** Seed of the control in which each row gets the prompt of another. */
  shuffleStates: z.int().min(0).optional(),
});

export const exportFormat = z.enum(EXPORT_FORMATS).default('w4s');

/** How the trainer is told to train; its own command line has the same names. */
export const trainSettings = z.object({
  /** LoRA rank; `null` trains all weights. */
  lora: count.nullable().default(16),
  epochs: count.default(1),
  lr: z.number().positive().default(1e-4),
  rowsPerStep: count.default(16),
  /** Tokens run at once: memory and speed, not the result. */
  microTokens: count.optional(),
  /** Less memory for more time. */
  gradientCheckpointing: z.boolean().default(false),
  mode: z.enum(['tree', 'packed', 'padded']).default('tree'),
  maxLength: count.optional(),
  dropLong: z.boolean().default(false),
  device: z.enum(['auto', 'cpu', 'cuda']).default('auto'),
  dtype: z.enum(['auto', 'bf16', 'fp32']).default('auto'),
  seed: z.int().min(0).default(0),
});
