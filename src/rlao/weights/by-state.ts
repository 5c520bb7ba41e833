import { zip } from '../../base/lists.ts';
import type { Rewarded } from './method.ts';

/** One weight per row, in order, where a state's weights depend on all its rewards. */
export function byState(rows: readonly Rewarded[], weightsIn: (rewards: number[]) => number[]): number[] {
  const weights = rows.map(() => 0);
  for (const inside of Map.groupBy(rows.entries(), ([, { state }]) => state).values()) {
    const given = weightsIn(inside.map(([, { reward }]) => reward));
    for (const [[place], weight] of zip(inside, given)) weights[place] = weight;
  }
  return weights;
}
