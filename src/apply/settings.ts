import { runLimits } from '../run/index.ts';
import { scoreSettings } from '../score/index.ts';
import { quotaSettings } from '../workflow/index.ts';

/** What decides the course of a run on inputs, as an evaluation has it, with its defaults. */
export const applySettings = scoreSettings.pick({ seed: true, cache: true, maxTokens: true });

/** What it may use. */
export const applyLimits = runLimits
  .pick({ budgetUsd: true, maxCalls: true })
  .extend({ quotas: quotaSettings.optional() });
