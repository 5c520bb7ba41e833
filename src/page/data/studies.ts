import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Store } from '../../store/index.ts';
import type { StudyRow } from '../contract.ts';

/** Bytes of a result: a thousand cells are a tenth of it. */
const MOST_BYTES = 50_000_000;

/** Folders beside the store; of two results with one name, that of the first counts. */
const KINDS = ['study', 'ablation'] as const;

/** The studies and ablations whose results lie beside the store, the newest first. */
export async function studyRows({ home }: Store): Promise<StudyRow[]> {
  if (home === null) return [];
  const found = (await Promise.all(KINDS.map((kind) => rowsOf(home, kind)))).flat();
  return found
    .filter(({ name }, i) => found.findIndex((other) => other.name === name) === i)
    .toSorted((a, b) => b.at.localeCompare(a.at));
}

async function rowsOf(home: string, kind: StudyRow['kind']): Promise<StudyRow[]> {
  const names = await readdir(join(home, kind)).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const facts = await stat(resultFile(home, { kind, name })).catch(() => null);
      return facts === null ? [] : [{ name, kind, at: facts.mtime.toISOString() }];
    }),
  );
  return found.flat();
}

/** The result of a study as it wrote it. @throws {W4sError} `unknown-study`, `study-unreadable` */
export async function studyOf(store: Store, name: string): Promise<Json> {
  // What stands in an address names a file only if it is one of those that are listed.
  const known = (await studyRows(store)).find((row) => row.name === name);
  if (known === undefined || store.home === null)
    throw new W4sError('unknown-study', `There is no study or ablation \`${name}\` beside this store`, {
      hint: 'Those of an older version have a page of their own in its folder; the same command again writes both.',
    });
  const file = resultFile(store.home, known);
  try {
    if ((await stat(file)).size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
    return JSON.parse(await readFile(file, 'utf8')) as Json;
  } catch (cause) {
    throw new W4sError('study-unreadable', `The result of ${known.kind} \`${name}\` can't be read`, {
      cause,
      hint: 'Run the same command to write it again.',
    });
  }
}

function resultFile(home: string, { kind, name }: Pick<StudyRow, 'kind' | 'name'>): string {
  return join(home, kind, name, 'result.json');
}
