import type { TrainingRow } from '../rows.ts';
import type { Exported } from './contract.ts';
import { endedRows } from './weighted.ts';

interface Pair {
  best: TrainingRow;
  worst: TrainingRow;
}

/**
 * Preference pairs in TRL's conversational format with an explicit prompt (its docs, dataset_formats,
 * "preference"): the best against the worst action of each state and prompt; on ties, the first. Repairs have different
 * prompts from the actions of their state, so they form no pairs; nor do actions that follow on drafts of their own.
 *
 * `{"prompt": [...], "chosen": [ANSWER], "rejected": [ANSWER]}`, ANSWER being `{"role": "assistant", "content": "..."}`
 */
export function dpoExport(rows: readonly TrainingRow[]): Exported {
  const { kept, leftOut } = endedRows(rows);
  const actions = kept.filter(({ kind }) => kind === 'action');
  const pairs = [...Map.groupBy(actions, promptOf).values()].map(pairOf);
  const told = pairs.filter(({ best, worst }) => best.reward > worst.reward && best.completion !== worst.completion);
  return {
    records: recordsOf(told),
    leftOut: {
      ...leftOut,
      ...counted('repair', kept.length - actions.length),
      ...counted('state without a preference', pairs.length - told.length),
      ...counted('action between best and worst', actions.length - 2 * told.length - undecided(actions, told)),
    },
    notExpressed: ['Weights and reward sizes: a pair says which is better, not by how much.', 'Sampled token ids.'],
    notes: [],
  };
}

function pairOf(actions: readonly TrainingRow[]): Pair {
  return {
    best: actions.reduce((top, row) => (row.reward > top.reward ? row : top)),
    worst: actions.reduce((low, row) => (row.reward < low.reward ? row : low)),
  };
}

/** Actions of the prompts that produced no pair. */
function undecided(actions: readonly TrainingRow[], told: readonly Pair[]): number {
  const decided = new Set(told.map(({ best }) => promptOf(best)));
  return actions.filter((action) => !decided.has(promptOf(action))).length;
}

/** A pair has one prompt. */
function promptOf({ state, messages }: TrainingRow): string {
  return JSON.stringify([state, messages]);
}

function counted(reason: string, count: number): Record<string, number> {
  return count === 0 ? {} : { [reason]: count };
}

function* recordsOf(pairs: readonly Pair[]): Generator<object> {
  for (const { best, worst } of pairs) {
    yield {
      prompt: best.messages,
      chosen: [{ role: 'assistant', content: best.completion }],
      rejected: [{ role: 'assistant', content: worst.completion }],
    };
  }
}
