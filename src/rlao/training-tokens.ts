import type { TrainedModel } from '../store/index.ts';

/**
 * Tokens that a model was trained on, prompts and answers together, as the trainer counted them: every pass over them
 * counts, and a prefix that rows share counts once where the trainer ran it once. Of GRPO, those of what was sampled.
 * @returns `null` where the training is not over or an older trainer did not count
 */
export function trainingTokensOf({ card }: Pick<TrainedModel, 'card'>): number | null {
  if (card === null) return null;
  const { tokens } = JSON.parse(card) as { tokens?: unknown };
  return typeof tokens === 'number' && tokens > 0 ? tokens : null;
}
