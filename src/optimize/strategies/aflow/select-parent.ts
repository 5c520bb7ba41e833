import { first } from '../../../base/lists.ts';
import type { Random } from '../../../base/random.ts';

/** A round that can be gone on from, by its mean validation score in [0, 1]. */
export interface Scored {
  accuracy: number;
}

/** Of {@link mixedProbabilities}. */
export interface Mixture {
  /** lambda, in [0, 1]: the share of the choice that pays no heed to scores. */
  uniformShare: number;
  /** alpha: how sharply scores tell, by percentage point. */
  scoreSharpness: number;
}

/** The first round, and the best others up to `k` in all; of equals, the earlier. */
export function topRounds<R extends Scored>([initial, ...others]: readonly R[], k: number): R[] {
  if (initial === undefined) return [];
  return [initial, ...others.toSorted((a, b) => b.accuracy - a.accuracy).slice(0, k - 1)];
}

/**
 * Soft mixed-probability selection (AFlow): P = lambda / n + (1 - lambda) * softmax(alpha * (s - s_max)),
 * with the scores s in percent.
 */
export function mixedProbabilities(
  rounds: readonly Scored[],
  { uniformShare: lambda, scoreSharpness: alpha }: Mixture,
): number[] {
  const best = Math.max(...rounds.map(({ accuracy }) => accuracy));
  const weights = rounds.map(({ accuracy }) => Math.exp(alpha * 100 * (accuracy - best)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => lambda / rounds.length + (1 - lambda) * (weight / total));
}

/** Draws one of the rounds by {@link mixedProbabilities}; `undefined` for none. */
export function selectParent<R extends Scored>(rounds: readonly R[], mixture: Mixture, random: Random): R | undefined {
  if (rounds.length === 0) return undefined;
  let draw = random();
  const probabilities = mixedProbabilities(rounds, mixture);
  return rounds.find((_, i) => (draw -= probabilities[i] ?? 0) < 0) ?? first(rounds);
}
