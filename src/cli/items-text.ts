import { type EvaluationChoice, type ItemRow, chosenEvaluations, itemRows } from '../report/index.ts';
import { NONE, plain, ratio } from '../present/index.ts';
import { oneLine } from '../base/printable.ts';
import { INPUTS, type ReadResults, type Store } from '../store/index.ts';
import { count, dollars, table } from './format.ts';

/**
 * The item results that a reference stands for: a run of `eval`, the winner of a search, or a candidate `RUN/t03c1`.
 */
export async function itemsIn(store: Store, choice: EvaluationChoice, read?: ReadResults): Promise<ItemRow[]> {
  return Array.fromAsync(itemRows(store, await chosenEvaluations(store, choice), read));
}

/** One line per item, long texts cut. */
export function itemsText(rows: readonly ItemRow[], most: number): string {
  if (rows.length === 0) return 'No such item has been run.';
  const shown = rows
    .slice(0, most)
    .map(({ split, itemId, repeat, score, answer, gold, note, failure, error, calls, costUsd }) => [
      split,
      oneLine(repeat === 0 ? itemId : `${itemId} (${repeat})`, 32),
      scoreOf(split, score),
      oneLine(answer === null ? NONE : plain(answer), 32),
      oneLine(gold === null ? NONE : plain(gold), 24),
      oneLine(failure === null ? (note ?? '') : `${failure}: ${error}`, 48),
      String(calls),
      dollars(costUsd),
    ]);
  const rest = rows.length - shown.length;
  return [
    table(['split', 'item', 'score', 'answer', 'gold', 'note', 'calls', 'cost'], shown),
    ...(rest > 0 ? [`and ${count(rest, 'more item')}: use --limit, or \`w4s export RUN --items\``] : []),
  ].join('\n');
}

/** An input without a gold is not missing for having no score. */
function scoreOf(split: string, score: number | null): string {
  if (score === null) return split === INPUTS ? NONE : 'missing';
  return ratio(score, 3);
}
