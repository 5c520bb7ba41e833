import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { writeFileAtomic } from '../base/write-file.ts';

const NAME = '.w4s-ready.json';

/**
 * The marker of a complete environment. `undefined` if there is none, or none that can be read: the environment is then
 * recreated.
 */
export async function readMarker<Marker>(folder: string, schema: z.ZodType<Marker>): Promise<Marker | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(join(folder, NAME), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Written last. */
export async function writeMarker(folder: string, marker: unknown): Promise<void> {
  await writeFileAtomic(join(folder, NAME), JSON.stringify(marker));
}
