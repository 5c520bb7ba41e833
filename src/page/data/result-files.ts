import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../base/json.ts';
import { type ResultFolder, type Store, resultFolder } from '../../store/index.ts';

/** Bytes of a result: a thousand cells are a tenth of it. */
const MOST_BYTES = 50_000_000;

/** What a command over many runs has written beside the store. */
export interface ResultFile {
  name: string;
  file: string;
  /** When it was written. ISO 8601. */
  at: string;
}

/** The results in a folder beside the store, the newest first: what stands in an address can only name one of these. */
export async function resultsIn(store: Store, kind: ResultFolder): Promise<ResultFile[]> {
  const folder = resultFolder(store, kind, '');
  if (folder === null) return [];
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name, 'result.json');
      const facts = await stat(file).catch(() => null);
      return facts === null ? [] : [{ name, file, at: facts.mtime.toISOString() }];
    }),
  );
  return found.flat().toSorted((a, b) => b.at.localeCompare(a.at));
}

/** @throws where it can't be read */
export async function readResult(file: string): Promise<Json> {
  if ((await stat(file)).size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
  return JSON.parse(await readFile(file, 'utf8')) as Json;
}
