import { z } from 'zod';
import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Store } from '../../store/index.ts';
import type { StudyFound, StudyRow } from '../contract.ts';
import { readResult, resultsIn } from './result-files.ts';

/** The ablations whose results lie beside the store, the newest first. */
export async function studyRows(store: Store): Promise<StudyRow[]> {
  const results = await resultsIn(store, 'ablation');
  return Promise.all(
    results.map(async ({ name, file, at }) => ({ name, at, found: await foundIn(file).catch(() => null) })),
  );
}

/** The result of an ablation as it wrote it. @throws {W4sError} `unknown-study`, `study-unreadable` */
export async function studyOf(store: Store, name: string): Promise<Json> {
  const known = (await resultsIn(store, 'ablation')).find((one) => one.name === name);
  if (known === undefined)
    throw new W4sError('unknown-study', `There is no ablation \`${name}\` beside this store`, {
      hint: 'Those of an older version have a page of their own in its folder; the same command again writes both.',
    });
  try {
    return await readResult(known.file);
  } catch (cause) {
    throw new W4sError('study-unreadable', `The result of ablation \`${name}\` can't be read`, {
      cause,
      hint: 'Run the same command to write it again.',
    });
  }
}

const interval = z.object({ low: z.number(), high: z.number() }).nullable();
const compared = { arm: z.string(), against: z.string(), difference: z.number(), interval, pHolm: z.number() };
const foundSchema = z.object({
  tasks: z.array(z.string()),
  arms: z.array(
    z.object({ name: z.string(), test: z.object({ accuracy: z.number().nullable(), interval, n: z.number() }) }),
  ),
  comparisons: z.array(z.object(compared)),
});

/** @throws where it can't be read, or is no result of an ablation */
async function foundIn(file: string): Promise<StudyFound> {
  return foundSchema.parse(await readResult(file));
}
