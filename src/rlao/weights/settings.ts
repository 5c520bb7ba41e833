import { z } from 'zod';
import { REWARD_SCALES } from '../reward-scale.ts';
import { METHODS } from './method.ts';

/** How rewards become weights. */
export const weighSettings = z.object({
  method: z.enum(METHODS).default('rlao'),
  /** Temperature of the exponential methods. The paper takes 0.4. */
  tau: z.number().positive().default(0.4),
  /** What accuracies are turned into. */
  rewardScale: z.enum(REWARD_SCALES).default('paper'),
});
