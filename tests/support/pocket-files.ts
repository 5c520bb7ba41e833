import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder as the package has it, with copies of weights under the given names. */
export function writePocket(folder: string, weights: Record<string, string>): string {
  mkdirSync(folder, { recursive: true });
  const models = Object.entries(weights).map(([name, from]) => {
    const file = `${name}.gguf`;
    copyFileSync(from, join(folder, file));
    const bytes = readFileSync(from);
    const role = name.startsWith('meta') ? 'meta' : 'executor';
    return {
      name,
      file,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      role,
      about: `Tiny ${name}.`,
      contextSize: 256,
    };
  });
  writeFileSync(join(folder, 'pocket.json'), JSON.stringify({ models }));
  return folder;
}
