import { W4sError } from '../../base/errors.ts';
import { seededRandom, shuffled } from '../../base/random.ts';
import type { Task, TaskItem } from '../../task/contract.ts';
import { isGenerated, loadTask, seeded } from '../../task/index.ts';
import type { Place } from './place.ts';

/** Items per seed from each split. */
export interface Sizes {
  validation: number;
  test: number;
}

/** The task of a search, with items that a training with the same seed has not seen. */
export async function searchTask(task: string, seed: number, place: Place): Promise<string | Task> {
  const { searching, itemsFrom = 0 } = place.design;
  return taskOfSeed(task, seed + itemsFrom, searching, place);
}

/**
 * A task with separate items for each seed: drawn again if generated, else the seed's part of the shuffled split. Two
 * seeds share no item, so that trainings are compared on independent ones.
 * @throws {W4sError} `too-few-items`
 */
export async function taskOfSeed(
  reference: string,
  seed: number,
  sizes: Sizes,
  { dataDir, env }: Place,
): Promise<string | Task> {
  if (isGenerated(reference)) return seeded(reference, seed);
  const task = await loadTask(reference, { dataDir, env });
  const part = (split: 'validation' | 'test'): TaskItem[] => {
    const items = shuffled(task.splits[split] ?? [], seededRandom('replication', reference, split));
    const own = items.slice(seed * sizes[split], (seed + 1) * sizes[split]);
    if (own.length === sizes[split]) return own;
    throw new W4sError(
      'too-few-items',
      `Expected \`${reference}\` to have ${(seed + 1) * sizes[split]} ${split} items, got ${items.length}`,
    );
  };
  return { ...task, name: `${reference}/part-${seed}`, splits: { validation: part('validation'), test: part('test') } };
}
