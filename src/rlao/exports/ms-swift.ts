import type { TrainingRow } from '../rows.ts';
import type { Exported } from './contract.ts';
import { meanOne, weightedEndedRows } from './weighted.ts';

const COMMAND = 'swift sft --loss_scale last_round --is_binary_loss_scale false';

/**
 * ms-swift's `messages` format with real-valued weights (its docs, Customization/Custom-dataset; ms-swift
 * >= 4.2): on an assistant message, `loss` says whether it is trained on and `loss_scale` multiplies its token losses.
 * History turns have `loss: false`. ms-swift divides the summed loss by the number of trained tokens, so weights are
 * written with mean 1.
 *
 * `{"messages": [..., {"role": "assistant", "content": "...", "loss": true, "loss_scale": 1.72}]}`
 */
export function msSwiftExport(rows: readonly TrainingRow[]): Exported {
  const { kept, leftOut } = weightedEndedRows(rows);
  const scaled = meanOne(kept);
  return {
    records: recordsOf(kept, scaled),
    leftOut,
    notExpressed: [
      'The end-of-turn token after each completion keeps weight 1: `loss_scale` covers only the message text.',
      'Sampled token ids: ms-swift retokenises the text.',
    ],
    notes: [`Train with \`${COMMAND}\` (ms-swift >= 4.2.0): without the second option, weights above 1 are lost.`],
  };
}

function* recordsOf(rows: readonly TrainingRow[], scaled: (row: TrainingRow) => number): Generator<object> {
  for (const row of rows) {
    const prefix = row.messages.map(({ role, content }) =>
      role === 'assistant' ? { role, content, loss: false } : { role, content },
    );
    yield {
      messages: [...prefix, { role: 'assistant', content: row.completion, loss: true, loss_scale: scaled(row) }],
    };
  }
}
