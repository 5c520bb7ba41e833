import { z } from 'zod';

/** What is known of an environment that is whole. */
export const markerSchema = z.object({
  /** Hash of the installed package. */
  code: z.string(),
  extras: z.array(z.string()),
  torch: z.string(),
  /** Whether torch sees a GPU of NVIDIA. */
  cuda: z.boolean(),
});

export type Marker = z.infer<typeof markerSchema>;
