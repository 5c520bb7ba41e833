const COEFFICIENTS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
] as const;

/**
 * Natural logarithm of the gamma function for x >= 0.5, to about 15 digits.
 *
 * Source: C. Lanczos, SIAM J. Numer. Anal. 1 (1964), with the coefficients for g = 7, n = 9 by P. Godfrey.
 */
export function logGamma(x: number): number {
  if (!(x >= 0.5)) throw new RangeError(`Expected \`x\` to be at least 0.5, got \`${x}\``);
  let series = 0.9999999999998099;
  COEFFICIENTS.forEach((coefficient, i) => {
    series += coefficient / (x + i);
  });
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

/** Natural logarithm of the probability of k heads in n throws of a fair coin. */
export function logFairBinomial(k: number, n: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) - n * Math.LN2;
}
