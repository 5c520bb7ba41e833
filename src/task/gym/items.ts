import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import type { SplitName } from '../contract.ts';
import { cacheFolder } from '../data/folders.ts';
import { fingerprint } from '../fingerprint.ts';
import type { GymEnvironment } from './environment.ts';
import { type GymItem, askGym, gymItem } from './generate.ts';
import type { GymPart } from './name.ts';

/** Items per split, if a family has that many questions. */
export const GYM_SIZES: Readonly<Record<SplitName, number>> = { validation: 128, test: 500, train: 128 };

export interface ItemsOptions {
  environment: GymEnvironment;
  parts: readonly GymPart[];
  dataSeed: number;
  cacheDir?: string | undefined;
  onProgress?: ((text: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The items of a task, in the order of their splits; no question occurs twice. Drawn once and then cached beside the
 * downloads, since some families take minutes.
 */
export async function gymItems(options: ItemsOptions): Promise<GymItem[]> {
  const {
    environment: { version },
    parts,
    dataSeed,
    cacheDir,
  } = options;
  const file = join(
    cacheFolder({ cacheDir }),
    'reasoning-gym',
    `${fingerprint([version, parts, dataSeed, GYM_SIZES])}.json`,
  );
  const kept = await read(file);
  if (kept !== undefined) return kept;
  const drawn = await draw(options);
  await makeFolder(dirname(file));
  await writeFileAtomic(file, JSON.stringify(drawn));
  return drawn;
}

async function draw({ environment, parts, dataSeed, onProgress, signal }: ItemsOptions): Promise<GymItem[]> {
  const total = Object.values(GYM_SIZES).reduce((sum, size) => sum + size, 0);
  let count = 0;
  let told = Date.now();
  const onLine = (): void => {
    count += 1;
    if (Date.now() - told < 1_000) return;
    told = Date.now();
    onProgress?.(`Generating ${parts.map(({ family }) => family).join(', ')}: ${count} of ${total} items`);
  };
  const lines = await askGym({ do: 'items', parts, seed: dataSeed, sizes: GYM_SIZES }, { environment, signal, onLine });
  return gymItem.array().parse(lines);
}

/** `undefined` if there is no readable file. */
async function read(file: string): Promise<GymItem[] | undefined> {
  try {
    return gymItem.array().safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
