import { W4sError } from '../../base/errors.ts';
import type { ScoreContext, Scorer, TaskItem } from '../contract.ts';

/**
 * Whether any answer can score 1 for this item: the scorer's ideal answer, usually the gold itself, is
 * scored. `false` for the gold `many` with `numeric`, or `K` where only A to D may be chosen. Costs nothing: scorers
 * that need a sandbox, a model or the user's code cannot be tried and count as matching. Never rejects because of an
 * unreadable gold.
 */
export async function canMatch(scorer: Scorer, item: TaskItem): Promise<boolean> {
  if (!scorer.ideal) return true;
  try {
    const { value } = await scorer.score(scorer.ideal(item), item, {} as ScoreContext);
    return value === 1;
  } catch (error) {
    if (error instanceof W4sError) return false;
    throw error;
  }
}
