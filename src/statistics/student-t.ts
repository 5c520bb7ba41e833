import { incompleteBeta } from './incomplete-beta.ts';

/**
 * Two-sided p-value of Student's t: how often |T| is at least as large if there is no difference.
 *
 * p = I_x(degrees / 2, 1 / 2) with x = degrees / (degrees + t^2), the regularised incomplete beta function.
 *
 * Source: M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions" (1964), 26.5.27 and 26.7.1.
 *
 * @param degrees Degrees of freedom, > 0.
 */
export function studentP(t: number, degrees: number): number {
  if (Number.isNaN(t)) return 1;
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 1 / 2);
}
