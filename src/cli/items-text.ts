import { type ItemRow, itemRows } from '../report/index.ts';
import { plain } from '../present/index.ts';
import { oneLine } from '../base/printable.ts';
import { evaluationsFor } from '../score/index.ts';
import type { Store } from '../store/index.ts';
import { count, dollars, table } from './format.ts';

/**
 * The item results that a reference stands for: a run of `eval`, the winner of a search, or a candidate `RUN/t03c1`.
 */
export async function itemsIn(store: Store, reference: string): Promise<ItemRow[]> {
  return Array.fromAsync(itemRows(store, [...(await evaluationsFor(store, reference)).values()]));
}

/** One line per item, long texts cut. */
export function itemsText(rows: readonly ItemRow[], most: number): string {
  if (rows.length === 0) return 'No item has been run yet.';
  const shown = rows
    .slice(0, most)
    .map(({ split, itemId, repeat, score, answer, gold, note, failure, error, calls, costUsd }) => [
      split,
      oneLine(repeat === 0 ? itemId : `${itemId} (${repeat})`, 32),
      score === null ? 'missing' : String(Number(score.toFixed(3))),
      oneLine(answer === null ? '-' : plain(answer), 32),
      oneLine(gold === null ? '-' : plain(gold), 24),
      oneLine(failure === null ? (note ?? '') : `${failure}: ${error}`, 48),
      String(calls),
      dollars(costUsd),
    ]);
  const rest = rows.length - shown.length;
  return [
    table(['split', 'item', 'score', 'answer', 'gold', 'note', 'calls', 'cost'], shown),
    ...(rest > 0 ? [`and ${count(rest, 'more item')}: use --limit, or \`w4s report --format csv --items\``] : []),
  ].join('\n');
}
