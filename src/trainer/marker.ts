import { z } from 'zod';

/** What the marker of a complete environment records. */
export const markerSchema = z.object({
  /** Hash of the installed package. */
  code: z.string(),
  extras: z.array(z.string()),
  torch: z.string(),
  /** Whether torch sees an NVIDIA GPU. */
  cuda: z.boolean(),
});

export type Marker = z.infer<typeof markerSchema>;
