import { writeFileAtomic } from '../../base/write-file.ts';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partsOf } from './base.ts';
import { BASES, LEARNERS } from './recipe.ts';

/** Every shipped model, in the order of the manifest. */
const MODELS = [
  ...Object.entries(BASES).map(([name, { role, about, shape }]) => ({ name, role, about, contextSize: shape.context })),
  ...LEARNERS.map(({ name, about }) => ({ name, role: BASES.meta.role, about, contextSize: BASES.meta.shape.context })),
];

/**
 * Copies the existing weights into a folder, with the manifest that `pocket:` reads.
 * @returns total bytes of the weights.
 */
export async function publish(folder: string, target: string): Promise<number> {
  await mkdir(target, { recursive: true });
  const models = [];
  for (const model of MODELS) {
    const { gguf } = partsOf(folder, model.name);
    if (!existsSync(gguf)) continue;
    const content = await readFile(gguf);
    const file = `${model.name}.gguf`;
    await copyFile(gguf, join(target, file));
    const { name, role, about, contextSize } = model;
    models.push({
      name,
      file,
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: content.length,
      role,
      about,
      contextSize,
    });
  }
  await writeFileAtomic(join(target, 'pocket.json'), `${JSON.stringify({ models }, null, 2)}\n`);
  return models.reduce((sum, { bytes }) => sum + bytes, 0);
}
