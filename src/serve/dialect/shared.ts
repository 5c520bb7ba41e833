import { z } from 'zod';

/**
 * What the forms have in common and a workflow's answer depends on. All else is passed over, whatever it holds, or
 * refused by what it means.
 */
export const sharedFields = {
  model: z.string(),
  n: z.int().min(1).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
};
