import { byState } from './by-state.ts';
import type { Rewarded } from './method.ts';

/**
 * w_i = m exp(r_i / tau) / sum_j exp(r_j / tau), j over the m rows of the state: its candidates, and their repairs if
 * kept. The rows of a state thus weigh 1 on average whatever their rewards: easy states, where everything earns 1, no
 * longer outweigh hard ones. The per-group normalisation is GRPO's (Shao et al. 2024, arXiv 2402.03300) with
 * exponential weights instead of z-scores. Repairs count within their state, not among themselves, or a single one
 * would weigh 1 whether or not it failed.
 */
export function groupSoftmaxWeights(rows: readonly Rewarded[], tau: number): number[] {
  // Subtracting the state's largest reward leaves the quotients unchanged and keeps small tau finite.
  return byState(rows, (rewards) => {
    const top = Math.max(...rewards);
    const raised = rewards.map((reward) => Math.exp((reward - top) / tau));
    const mean = meanOf(raised);
    return raised.map((value) => value / mean);
  });
}

/**
 * w_i = max(0, r_i - mean_j r_j), j over the rows of the state: the positive part of the advantage. Rows no better than
 * their state's mean get 0, and a state whose rows all earned the same teaches nothing. Clipped, not exponential:
 * exp((r - mean) / tau) (AWR, Peng et al. 2019, arXiv 1910.00177) differs from `group-softmax` only by one factor per
 * state; the two choices are those of CRR (Wang et al. 2020, arXiv 2006.15134). No tau.
 */
export function advantageWeights(rows: readonly Rewarded[]): number[] {
  return byState(rows, (rewards) => {
    const mean = meanOf(rewards);
    return rewards.map((reward) => Math.max(0, reward - mean));
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
