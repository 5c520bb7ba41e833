import type { GivenSettings } from '../../optimize/index.ts';
import type { Arm, Design } from './contract.ts';

/**
 * The settings of one search. Racing would give a bad arm fewer calls than a good one, so all evaluations run in full.
 * Where dollars are what arms share, each pays for its own answers; otherwise an answer counts whoever paid for it.
 */
export function settingsOf(design: Design, { strategy, settings }: Arm, seed: number): GivenSettings {
  const { turns, candidates, validation, prompt, golds, metaTemperature, start, usd } = design;
  const { metaMaxTokens, maxTokens, maxRepairs } = design;
  return {
    turns,
    candidates,
    validation,
    prompt,
    golds,
    metaTemperature,
    metaMaxTokens,
    maxTokens,
    maxRepairs,
    start,
    ...settings,
    strategy: strategy ?? undefined,
    seed,
    test: 0,
    racing: 'off',
    review: 'never',
    cache: usd === undefined ? 'use' : 'fresh',
    repeats: 1,
  };
}
