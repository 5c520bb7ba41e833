import type { TrainingRow } from '../rows.ts';
import type { Exported } from './contract.ts';
import { endedRows } from './weighted.ts';

/**
 * Single judgements in TRL's conversational format (its docs, dataset_formats, "unpaired preference"): `label`
 * is true for a row that earned a reward and false for one that did not. Repairs count as ordinary rows.
 *
 * `{"prompt": [...], "completion": [{"role": "assistant", "content": "..."}], "label": true}`
 */
export function ktoExport(rows: readonly TrainingRow[]): Exported {
  const { kept, leftOut } = endedRows(rows);
  const good = kept.filter(({ reward }) => reward > 0).length;
  const bad = kept.length - good;
  return {
    records: recordsOf(kept),
    leftOut,
    notExpressed: ['Weights, and the difference between reward 0.5 and 1.', 'Sampled token ids.'],
    notes: [
      good === 0 || bad === 0
        ? `All ${kept.length} rows have the label ${good > 0}: KTO needs both kinds.`
        : balanced(good, bad),
    ],
  };
}

function balanced(good: number, bad: number): string {
  const setting = `KTOConfig(${balance(good, bad)})`;
  return `${good} desirable and ${bad} undesirable rows: set ${setting}, so that both kinds count equally.`;
}

/** desirable_weight x good = undesirable_weight x bad, neither under 1. */
function balance(good: number, bad: number): string {
  return good < bad
    ? `desirable_weight=${Number((bad / good).toPrecision(3))}`
    : `undesirable_weight=${Number((good / bad).toPrecision(3))}`;
}

function* recordsOf(rows: readonly TrainingRow[]): Generator<object> {
  for (const { messages, completion, reward } of rows) {
    yield { prompt: messages, completion: [{ role: 'assistant', content: completion }], label: reward > 0 };
  }
}
