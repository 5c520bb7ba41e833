import { logFairBinomial } from './log-gamma.ts';

export interface Discordant {
  /** Items that only the first got right. */
  onlyFirst: number;
  /** Items that only the second got right. */
  onlySecond: number;
}

/**
 * Two-sided p of McNemar's exact test: are the items that changed as likely to change one way as the other? Given their
 * number, this is a fair binomial. Safe for counts in the millions.
 *
 * `midP` counts the observed table by half, which keeps the level closer to the nominal one.
 *
 * Source: Q. McNemar, Psychometrika 12 (1947); mid-p: M. Fagerland, S. Lydersen, P. Laake, BMC Medical Research
 * Methodology 13:91 (2013).
 *
 * @throws {RangeError} unless both counts are non-negative integers.
 */
export function mcnemarTest({ onlyFirst, onlySecond }: Discordant, { midP = false }: { midP?: boolean } = {}): number {
  if (![onlyFirst, onlySecond].every((count) => Number.isInteger(count) && count >= 0)) {
    throw new RangeError(`Expected counts to be non-negative integers, got \`${onlyFirst}\` and \`${onlySecond}\``);
  }
  const n = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  const observed = Math.exp(logFairBinomial(fewer, n));
  return Math.min(1, 2 * lowerTail(fewer, n, observed) - (midP ? observed : 0));
}

/** P(X <= k), summed from k downwards by the ratio of neighbours until a term no longer matters. */
function lowerTail(k: number, n: number, observed: number): number {
  let term = observed;
  let total = observed;
  for (let i = k; i > 0 && term > total * 1e-17; i--) {
    term *= i / (n - i + 1);
    total += term;
  }
  return total;
}
