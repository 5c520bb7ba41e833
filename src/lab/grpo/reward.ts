import { W4sError } from '../../base/errors.ts';
import { valueUnder } from '../../base/lists.ts';
import { type ItemSetup, evaluateItem } from '../../evaluate/index.ts';
import type { TaskItem } from '../../task/contract.ts';
import { saying } from './problems.ts';

/** A completion that the model in training wrote for an item. */
export interface Sampled {
  id: string;
  text: string;
}

interface Rewarding extends Omit<ItemSetup, 'executor' | 'seed'> {
  workflow: { code: string };
  items: readonly TaskItem[];
  split: 'train' | 'validation';
}

/**
 * A reward function: each completion is put where the executor's answer would stand, and its reward is what the
 * workflow then scores, by the task's own scorer, on the host. In [0, 1].
 * @returns A function that throws `reward-missing` where the sandbox or the scorer fails: missing is not wrong.
 */
export function rewarder({ workflow, items, split, ...setup }: Rewarding): (sampled: Sampled) => Promise<number> {
  const byId = new Map(items.map((item) => [item.id, item]));
  return async ({ id, text }) => {
    const { score, failure } = await evaluateItem(
      { ...setup, executor: saying(text), seed: 0 },
      { workflow, item: valueUnder(byId, id), split, repeat: 0, purpose: { role: 'executor', phase: 'search' } },
    );
    if (score !== null) return score;
    const why = failure === undefined ? 'no reason was given' : `${failure.kind}: ${failure.message}`;
    throw new W4sError('reward-missing', `A completion for item \`${id}\` could not be scored: ${why}`);
  };
}
