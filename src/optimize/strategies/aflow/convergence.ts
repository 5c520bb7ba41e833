/** A round's mean validation score, and the standard error of it. */
export interface Measured {
  accuracy: number;
  standardError: number;
}

export interface ConvergenceRule {
  /** k: the mean of the k best rounds so far is watched. */
  convergenceTop: number;
  /** z: changes within so many standard errors count as none. */
  convergenceZ: number;
  /** Consecutive rounds without a change that end the search; `null` never. */
  convergenceRounds: number | null;
}

/**
 * Early convergence (AFlow, "terminal condition"; code FoundationAgents/AFlow, `convergence_utils.py`):
 * whether Y, the mean of the k best rounds up to each round, ever stayed within z standard errors of its change for so
 * many rounds in a row.
 */
export function isConverged(
  rounds: readonly Measured[],
  { convergenceTop: k, convergenceZ: z, convergenceRounds: wanted }: ConvergenceRule,
): boolean {
  if (wanted === null || rounds.length < k + 1) return false;
  const best = rounds.map((_, i) => meanOfBest(rounds.slice(0, i + 1), k));
  let unchanged = 0;
  for (const [i, { accuracy, standardError }] of best.entries()) {
    const before = best[i - 1];
    if (before === undefined) continue;
    const error = Math.hypot(standardError, before.standardError);
    unchanged = Math.abs(accuracy - before.accuracy) <= z * error ? unchanged + 1 : 0;
    if (unchanged >= wanted) return true;
  }
  return false;
}

/** Y and its standard error, of which the errors of the rounds are parts. */
function meanOfBest(rounds: readonly Measured[], k: number): Measured {
  const top = rounds.toSorted((a, b) => b.accuracy - a.accuracy).slice(0, k);
  return {
    accuracy: top.reduce((sum, { accuracy }) => sum + accuracy, 0) / top.length,
    standardError: Math.hypot(...top.map(({ standardError }) => standardError)) / k,
  };
}

/** Of the mean of scores, 0 for none. */
export function standardError(scores: readonly number[]): number {
  const n = scores.length;
  const mean = scores.reduce((sum, score) => sum + score, 0) / n;
  return n === 0 ? 0 : Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0)) / n;
}
