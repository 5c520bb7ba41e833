import { type RewardScale, isSuccess } from '../reward-scale.ts';
import { byState } from './by-state.ts';
import type { Rewarded } from './method.ts';

/** w = 1 for every sampled row: plain supervised fine-tuning, the paper's baseline. */
export function sftAllWeights(rows: readonly Rewarded[]): number[] {
  return rows.map(() => 1);
}

/**
 * 1 for the best row of each state, 0 for the others; k rows that share the best reward get 1 / k each, so that every
 * state counts once. A state where nothing earned a reward has no best and gets weight 0, or the method would imitate
 * programs that never ran.
 */
export function sftBestWeights(rows: readonly Rewarded[]): number[] {
  return byState(rows, (rewards) => {
    const top = Math.max(...rewards);
    const ties = rewards.filter((reward) => reward === top).length;
    return rewards.map((reward) => (top > 0 && reward === top ? 1 / ties : 0));
  });
}

/**
 * 1 for success, else 0: imitates rows that set a new best, or the equivalent on another scale (filtered behaviour
 * cloning).
 */
export function sftSuccessWeights(rows: readonly Rewarded[], scale: RewardScale): number[] {
  return rows.map(({ reward }) => (isSuccess(reward, scale) ? 1 : 0));
}
