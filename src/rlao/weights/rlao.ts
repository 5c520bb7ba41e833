/**
 * w = exp(r / tau): reward-weighted regression with the rewards of W4S (Nie et al. 2025, arXiv 2504.04785,
 * section 3.3, tau = 0.4; the regression goes back to Peters and Schaal 2007). At 0.4 the rewards 0, 0.5 and 1
 * weigh 1 : 3.49 : 12.18.
 */
export function rlaoWeight(reward: number, tau: number): number {
  return Math.exp(reward / tau);
}
