import { z } from 'zod';
import { PROMPT_CHOICES, type PromptChoice, promptFormFor } from '../../environment/index.ts';
import type { Circumstances } from './contract.ts';

const count = z.int().min(1);

const settings = z.strictObject({
  /** m: actions sampled a turn. 1 in deployment, 5 when trajectories are collected (paper). */
  candidates: count.max(100).default(1),
  /** K: the state is reset to the current workflow every so many turns; `null` never. The paper collects with 2. */
  horizon: count.nullable().default(null),
  context: z.enum(['last', 'best-k', 'all']).default('best-k'),
  /** How the meta-agent is spoken to; `compact` is for models with a small context that were trained on it. */
  prompt: z.enum(['full', 'compact'], 'expected auto, full or compact').default('full'),
  selection: z.enum(['last', 'best']).default('best'),
  /** Whether the meta-agent sees right answers of validation items. */
  golds: z.boolean().default(true),
  /** Repairs of an action whose trial failed. 3 in the paper. */
  maxRepairs: z.int().min(0).default(3),
});

/** As they are asked for: `auto` leaves the prompt to the context of the meta-agent. */
const given = settings.extend({ prompt: z.enum(PROMPT_CHOICES).default('auto') });

/** W4S (arXiv 2504.04785): m actions from a state, the best of them advances it. */
export const w4s = {
  id: 'w4s' as const,
  settings,
  given,
  /**
   * Trajectories are the paper's conversation, so that turns share their prefix; the compact form shows one workflow
   * only.
   */
  settle: <T extends Given>(asked: T, { contextSize, command }: Circumstances) => {
    const prompt = promptFormFor(asked.prompt ?? given.shape.prompt.parse(undefined), contextSize);
    const collected = prompt === 'compact' ? ('last' as const) : ('all' as const);
    return { ...asked, prompt, context: asked.context ?? (command === 'collect' ? collected : undefined) };
  },
};

export interface Given {
  prompt?: PromptChoice;
  context?: 'last' | 'best-k' | 'all';
}
