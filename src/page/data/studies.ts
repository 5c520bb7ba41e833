import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Store } from '../../store/index.ts';
import type { StudyRow } from '../contract.ts';

/** Bytes of a result: a thousand cells are a tenth of it. */
const MOST_BYTES = 50_000_000;

/** The ablations whose results lie beside the store, the newest first. */
export async function studyRows({ home }: Store): Promise<StudyRow[]> {
  if (home === null) return [];
  const names = await readdir(join(home, 'ablation')).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const facts = await stat(resultFile(home, name)).catch(() => null);
      return facts === null ? [] : [{ name, at: facts.mtime.toISOString() }];
    }),
  );
  return found.flat().toSorted((a, b) => b.at.localeCompare(a.at));
}

/** The result of an ablation as it wrote it. @throws {W4sError} `unknown-study`, `study-unreadable` */
export async function studyOf(store: Store, name: string): Promise<Json> {
  // What stands in an address names a file only if it is one of those that are listed.
  const known = (await studyRows(store)).some((row) => row.name === name);
  if (!known || store.home === null)
    throw new W4sError('unknown-study', `There is no ablation \`${name}\` beside this store`, {
      hint: 'Those of an older version have a page of their own in its folder; the same command again writes both.',
    });
  const file = resultFile(store.home, name);
  try {
    if ((await stat(file)).size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
    return JSON.parse(await readFile(file, 'utf8')) as Json;
  } catch (cause) {
    throw new W4sError('study-unreadable', `The result of ablation \`${name}\` can't be read`, {
      cause,
      hint: 'Run the same command to write it again.',
    });
  }
}

function resultFile(home: string, name: string): string {
  return join(home, 'ablation', name, 'result.json');
}
