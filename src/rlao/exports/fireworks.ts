import type { TrainingRow } from '../rows.ts';
import { conversationOf } from './chat-messages.ts';
import type { Exported } from './contract.ts';
import { meanOne, weightedEndedRows } from './weighted.ts';

/** Fireworks rejects data sets with fewer examples (its docs, fine-tuning-models). */
const FEWEST = 3;

const NORMALISATION =
  'Batch normalisation: the service decides it, ' +
  'so a weight may act within its batch rather than over the data set.';

/**
 * Fireworks' chat JSONL with a `weight` at the root of every line, any real number, which multiplies the sample's loss
 * (its docs, fine-tuning/weighted-training); every line needs one. Written with mean 1. A message's own `weight: 0`
 * excludes history turns from the loss.
 *
 * `{"messages": [..., {"role": "assistant", "content": "..."}], "weight": 1.72}`
 */
export function fireworksExport(rows: readonly TrainingRow[]): Exported {
  const { kept, leftOut } = weightedEndedRows(rows);
  const scaled = meanOne(kept);
  return {
    records: recordsOf(kept, scaled),
    leftOut,
    notExpressed: ['Sampled token ids: the service retokenises the text.', NORMALISATION],
    notes:
      kept.length < FEWEST ? [`Fireworks requires at least ${FEWEST} examples; this file has ${kept.length}.`] : [],
  };
}

function* recordsOf(rows: readonly TrainingRow[], scaled: (row: TrainingRow) => number): Generator<object> {
  for (const row of rows) yield { messages: conversationOf(row), weight: scaled(row) };
}
