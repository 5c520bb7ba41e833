import { type RewardScale, isSuccess } from '../reward-scale.ts';
import { byState } from './by-state.ts';
import type { Rewarded } from './method.ts';

/** w = 1 for everything that was sampled: plain supervised fine-tuning, the paper's comparison. */
export function sftAllWeights(rows: readonly Rewarded[]): number[] {
  return rows.map(() => 1);
}

/**
 * 1 for the best row of each state, 0 for the others; k rows that share the best reward get 1 / k each, so that every
 * state counts once. A state in which nothing earned a reward has no best: weight 0 throughout, or the method would
 * imitate programs that never ran.
 */
export function sftBestWeights(rows: readonly Rewarded[]): number[] {
  return byState(rows, (rewards) => {
    const top = Math.max(...rewards);
    const ties = rewards.filter((reward) => reward === top).length;
    return rewards.map((reward) => (top > 0 && reward === top ? 1 / ties : 0));
  });
}

/**
 * 1 for success, else 0: imitation of what set a new best, or what that is on another scale (filtered behaviour
 * cloning).
 */
export function sftSuccessWeights(rows: readonly Rewarded[], scale: RewardScale): number[] {
  return rows.map(({ reward }) => (isSuccess(reward, scale) ? 1 : 0));
}
