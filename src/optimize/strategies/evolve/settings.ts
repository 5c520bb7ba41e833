import { z } from 'zod';

export const settings = z.strictObject({
  /**
   * Items that a workflow is reflected on, and that its child has to do better on before the others are run; `null`
   * shows the whole feedback, and runs every child on all items. 3 in GEPA (`reflection_minibatch_size`).
   */
  minibatch: z.int().min(1).nullable().default(3),
  /** Merges of two workflows that join the pool, at most. 5 in GEPA (`max_merge_invocations`). */
  merges: z.int().min(0).default(5),
});

export type EvolveSettings = z.output<typeof settings>;
