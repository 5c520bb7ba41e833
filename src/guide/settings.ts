import { z } from 'zod';

/** What can be set of the writing of a guide. */
export const guideSettings = z.object({
  /** The most that it may have. */
  words: z.int().min(50).max(1_500).default(400),
});
