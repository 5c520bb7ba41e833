import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../base/write-file.ts';

const NAME = '.w4s-ready.json';
const interpreterSchema = z.object({ interpreter: z.string().optional() });

/** What an environment says of itself. */
export interface Marked<Marker> {
  marker: Marker;
  /** Version of the Python that it was made with. Older markers do not say. */
  interpreter: string | undefined;
}

/**
 * The marker of a complete environment. `undefined` if there is none, or none that can be read: the environment is then
 * recreated.
 */
export async function readMarker<Marker>(
  folder: string,
  schema: z.ZodType<Marker>,
): Promise<Marked<Marker> | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(join(folder, NAME), 'utf8'));
    return { marker: schema.parse(content), interpreter: interpreterSchema.parse(content).interpreter };
  } catch {
    return undefined;
  }
}

/** Written last. */
export async function writeMarker<Marker>(folder: string, { marker, interpreter }: Marked<Marker>): Promise<void> {
  await writeFileAtomic(join(folder, NAME), JSON.stringify({ ...marker, interpreter }));
}

/**
 * Written before a complete environment is changed: no version of w4s, older ones included, finds what it wants in a
 * marker whose texts are empty, and all of them know what else is installed.
 */
export async function unmark<Marker extends object>(folder: string, marked: Marked<Marker>): Promise<void> {
  const fields = Object.entries(marked.marker).map(([name, value]) => [name, typeof value === 'string' ? '' : value]);
  await writeMarker(folder, { ...marked, marker: Object.fromEntries(fields) as object });
}
