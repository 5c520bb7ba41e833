import { usageError } from '../base/errors.ts';
import { nearestFew } from '../base/nearest.ts';
import { type Evaluation, type Store, itemIdsOf, itemsOf } from '../store/index.ts';

/**
 * The id of an item that has a result in an evaluation; `17` stands for `gsm8k/validation/17`, as items without an id
 * of their own are called.
 * @throws usage error that names the nearest ids.
 */
export async function findItem(store: Store, evaluation: Evaluation, wanted: string): Promise<string> {
  const { id, run_id: run, split, task } = evaluation;
  const names = [wanted, `${task}/${split}/${wanted}`];
  const known = await itemIdsOf(store, id);
  const ids = new Set(known);
  const found = names.find((name) => ids.has(name));
  if (found !== undefined) return found;
  const [planned] = (await itemsOf(store, run, split, names)).keys();
  if (planned !== undefined)
    throw usageError('item-not-run', `Item \`${planned}\` was not run in evaluation \`${id}\``, {
      hint: 'It was dropped from a race, or has not ended yet. `w4s show RUN --items` lists what was run.',
    });
  const near = nearestFew(wanted, known).map((name) => `\`${name}\``);
  const nearest = near.length === 0 ? '; no item was run yet' : `. The nearest are ${near.join(', ')}`;
  throw usageError('unknown-item', `There is no item \`${wanted}\` in evaluation \`${id}\`${nearest}`, {
    hint: '`w4s show RUN --items` lists them.',
  });
}
