import { seededRandom, shuffled } from '../../base/random.ts';
import { resample } from '../resample.ts';
import type { TrainingRow } from '../rows.ts';
import { conversationOf } from './chat-messages.ts';
import type { Exported, ExportContext } from './contract.ts';
import { endedRows } from './weighted.ts';

/**
 * Plain chat JSONL for services that take no weights: rows resampled by weight (as many as came in), then
 * shuffled, since some services read in order. Rows that were resampled before are shuffled only.
 *
 * `{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}`
 */
export function chatExport(rows: readonly TrainingRow[], { seed }: ExportContext): Exported {
  const { kept, leftOut } = endedRows(rows);
  const equal = new Set(kept.map(({ weight }) => weight)).size <= 1;
  const drawn = equal ? kept : resample(kept, { seed });
  const missing = kept.length - new Set(drawn.map(({ id }) => id.split('~')[0])).size;
  return {
    records: recordsOf(shuffled(drawn, seededRandom('chat', seed))),
    leftOut: equal || missing === 0 ? leftOut : { ...leftOut, 'not drawn': missing },
    notExpressed: [
      'Weights: they became numbers of copies, exact on average only.',
      'Sampled token ids: the service tokenises the text again.',
    ],
    notes: ['History turns have `weight: 0`; a service that does not know the field trains them too.'],
  };
}

function* recordsOf(rows: readonly TrainingRow[]): Generator<object> {
  for (const row of rows) yield { messages: conversationOf(row) };
}
