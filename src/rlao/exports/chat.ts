import { seededRandom, shuffled } from '../../base/random.ts';
import { resample } from '../resample.ts';
import type { TrainingRow } from '../rows.ts';
import { conversationOf } from './chat-messages.ts';
import type { Exported, ExportContext } from './contract.ts';
import { weightedEndedRows } from './weighted.ts';

/**
 * Plain chat JSONL for services without weights: rows are resampled by weight, to the number of those that have one,
 * then shuffled, since some services read in order. Rows that are already resampled are only shuffled.
 *
 * `{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}`
 */
export function chatExport(rows: readonly TrainingRow[], { seed }: ExportContext): Exported {
  const { kept, leftOut } = weightedEndedRows(rows);
  const equal = new Set(kept.map(({ weight }) => weight)).size <= 1;
  const drawn = equal ? kept : resample(kept, { seed });
  const missing = kept.length - new Set(drawn.map(({ id }) => id.split('~')[0])).size;
  return {
    records: recordsOf(shuffled(drawn, seededRandom('chat', seed))),
    leftOut: equal || missing === 0 ? leftOut : { ...leftOut, 'not drawn': missing },
    notExpressed: [
      'Weights: they became copy counts, which are exact only on average.',
      'Sampled token ids: the service retokenises the text.',
    ],
    notes: ['History turns have `weight: 0`; a service that ignores the field trains on them too.'],
  };
}

function* recordsOf(rows: readonly TrainingRow[]): Generator<object> {
  for (const row of rows) yield { messages: conversationOf(row) };
}
