import { scoreSettings } from '../score/index.ts';

/** What decides the course of a run on inputs, as an evaluation has it, with its defaults. */
export const applySettings = scoreSettings.pick({ seed: true, cache: true, maxTokens: true });
