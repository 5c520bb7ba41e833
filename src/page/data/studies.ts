import { existsSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Store } from '../../store/index.ts';
import type { StudyFound, StudyRow } from '../contract.ts';

/** Bytes of a result: a thousand cells are a tenth of it. */
const MOST_BYTES = 50_000_000;

/** The ablations whose results lie beside the store, the newest first. */
export async function studyRows({ home }: Store): Promise<StudyRow[]> {
  if (home === null) return [];
  const names = await readdir(join(home, 'ablation')).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const facts = await stat(resultFile(home, name)).catch(() => null);
      if (facts === null) return [];
      return [{ name, at: facts.mtime.toISOString(), found: await foundIn(home, name).catch(() => null) }];
    }),
  );
  return found.flat().toSorted((a, b) => b.at.localeCompare(a.at));
}

/** The result of an ablation as it wrote it. @throws {W4sError} `unknown-study`, `study-unreadable` */
export async function studyOf(store: Store, name: string): Promise<Json> {
  // What stands in an address names a file only if it is one of those that are there.
  const names = store.home === null ? [] : await readdir(join(store.home, 'ablation')).catch(() => []);
  if (store.home === null || !names.includes(name) || !existsSync(resultFile(store.home, name)))
    throw new W4sError('unknown-study', `There is no ablation \`${name}\` beside this store`, {
      hint: 'Those of an older version have a page of their own in its folder; the same command again writes both.',
    });
  try {
    return await resultOf(store.home, name);
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
async function foundIn(home: string, name: string): Promise<StudyFound> {
  return foundSchema.parse(await resultOf(home, name));
}

/** @throws where it can't be read */
async function resultOf(home: string, name: string): Promise<Json> {
  const file = resultFile(home, name);
  if ((await stat(file)).size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
  return JSON.parse(await readFile(file, 'utf8')) as Json;
}

function resultFile(home: string, name: string): string {
  return join(home, 'ablation', name, 'result.json');
}
