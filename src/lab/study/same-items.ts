import { configOfRun } from '../../run/index.ts';
import { W4sError } from '../../base/errors.ts';
import { type Store, findRun } from '../../store/index.ts';
import type { Plan } from './plan.ts';
import type { Cell } from './result.ts';
import { WORDS } from './words.ts';

/** @throws {W4sError} `data-changed` if arms of one task saw different items because its data changed between them. */
export async function assertSameItems(
  store: Store,
  cells: readonly Cell[],
  { kind, design }: Pick<Plan, 'kind' | 'design'>,
): Promise<void> {
  const seen = new Map<string, string>();
  for (const { task, seed, run, testRun } of cells) {
    for (const id of [run, testRun]) {
      if (id === null) continue;
      const { dataHash = '' } = configOfRun(await findRun(store, id));
      const ofSeed = design.dataSeed === undefined ? '' : ` (seed ${seed})`;
      const key = `${task}${ofSeed} ${id === run ? 'validation' : 'test'}`;
      if ((seen.get(key) ?? dataHash) !== dataHash) {
        throw new W4sError('data-changed', `The ${key} items of run \`${id}\` differ from those of earlier runs`, {
          hint: `The data of the task changed between two sessions: start over with another ${WORDS[kind].name}.`,
        });
      }
      seen.set(key, dataHash);
    }
  }
}
