import { z } from 'zod';
import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Store } from '../../store/index.ts';
import type { StudyFound, StudyRow } from '../contract.ts';
import { readResult, resultsIn } from './result-files.ts';

/** Folders beside the store; of two results with one name, that of the first counts. */
const KINDS = ['study', 'ablation'] as const;

/** The studies and ablations whose results lie beside the store, the newest first. */
export async function studyRows(store: Store): Promise<StudyRow[]> {
  const results = await studyFiles(store);
  return Promise.all(
    results.map(async ({ name, kind, file, at }) => ({
      name,
      kind,
      at,
      found: await foundIn(file).catch(() => null),
    })),
  );
}

async function studyFiles(store: Store) {
  const inFolder = async (kind: StudyRow['kind']) =>
    (await resultsIn(store, kind)).map((result) => ({ ...result, kind }));
  const found = (await Promise.all(KINDS.map(inFolder))).flat();
  return found
    .filter(({ name }, i) => found.findIndex((other) => other.name === name) === i)
    .toSorted((one, other) => other.at.localeCompare(one.at));
}

/** The result of a study as it wrote it. @throws {W4sError} `unknown-study`, `study-unreadable` */
export async function studyOf(store: Store, name: string): Promise<Json> {
  const known = (await studyFiles(store)).find((one) => one.name === name);
  if (known === undefined)
    throw new W4sError('unknown-study', `There is no study or ablation \`${name}\` beside this store`, {
      hint: 'Those of an older version have a page of their own in its folder; the same command again writes both.',
    });
  try {
    return await readResult(known.file);
  } catch (cause) {
    throw new W4sError('study-unreadable', `The result of ${known.kind} \`${name}\` can't be read`, {
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
