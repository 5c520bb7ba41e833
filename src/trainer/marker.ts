import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../write-file.ts';

const schema = z.object({
  /** Hash of the installed package. */
  code: z.string(),
  extras: z.array(z.string()),
  torch: z.string(),
  /** Whether torch sees a GPU of NVIDIA. */
  cuda: z.boolean(),
});

/** Says that an environment is whole: written last. */
export type Marker = z.infer<typeof schema>;

const NAME = '.w4s-ready.json';

/** `undefined` where there is none, or none that can be read: the environment is then made anew. */
export async function readMarker(folder: string): Promise<Marker | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(join(folder, NAME), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

export async function writeMarker(folder: string, marker: Marker): Promise<void> {
  await writeFileAtomic(join(folder, NAME), JSON.stringify(marker));
}
