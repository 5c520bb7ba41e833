import type { z } from 'zod';

/** `collect`: trajectories for training are wanted, and the test split stays sealed. */
export type RunCommand = 'optimize' | 'collect';

/** What some of the defaults depend on. */
export interface Circumstances {
  /** Of the meta-agent, in tokens; `undefined` for unknown. */
  contextSize?: number | undefined;
  /** @default 'optimize' */
  command?: RunCommand | undefined;
}

/** A way to search. Models, items, caps, evaluation and the sealed test are the same for all. */
export interface Strategy {
  /** As a run records it. */
  id: string;
  /** What it alone can be set to; none has the name of a common setting. */
  settings: z.ZodObject;
  /** The same as it is asked for, before the circumstances decide what is left open. */
  given: z.ZodObject;
}
