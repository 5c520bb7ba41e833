import { byState } from './by-state.ts';
import type { Rewarded } from './method.ts';

/**
 * w_i = m exp(r_i / tau) / sum_j exp(r_j / tau), j over the m rows of the state: its candidates, and their
 * repairs where those are kept. So the rows of a state weigh 1 on average whatever its rewards are: easy
 * states, in which everything earns 1, no longer outweigh hard ones. The per-group normalisation is GRPO's
 * (Shao et al. 2024, arXiv 2402.03300) with exponential weights instead of z-scores. Repairs count in their
 * state and not among themselves, or a single one would weigh 1 whether it failed or not.
 */
export function groupSoftmaxWeights(rows: readonly Rewarded[], tau: number): number[] {
  // Subtracting the largest reward of the state changes no quotient and keeps small tau finite.
  return byState(rows, (rewards) => {
    const top = Math.max(...rewards);
    const raised = rewards.map((reward) => Math.exp((reward - top) / tau));
    const mean = meanOf(raised);
    return raised.map((value) => value / mean);
  });
}

/**
 * w_i = max(0, r_i - mean_j r_j), j over the rows of the state: the positive part of the advantage. What is no
 * better than its state's mean is left alone, and a state whose rows all earned the same teaches nothing.
 * Clipped rather than exponential: exp((r - mean) / tau) (AWR, Peng et al. 2019, arXiv 1910.00177) differs from
 * `group-softmax` by one factor a state only; the two choices are those of CRR (Wang et al. 2020, arXiv
 * 2006.15134). No tau.
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
