import type { Scorer, TaskItem } from '../contract.ts';
import { canMatch } from '../scorers/index.ts';
import { shown } from './problem.ts';

/** The items whose gold no answer can match, with a message for each. */
export async function unmatchable(
  items: readonly TaskItem[],
  scorer: Scorer,
): Promise<{ item: TaskItem; message: string }[]> {
  const verdicts = await Promise.all(items.map((item) => canMatch(scorer, item)));
  const expected = `Expected a gold that some answer can match under the scorer \`${scorer.name}\``;
  return items
    .filter((_, index) => verdicts[index] === false)
    .map((item) => ({ item, message: `${expected}, got ${shown(item.target)}.` }));
}
