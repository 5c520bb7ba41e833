import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../examples/workflows/', import.meta.url);

/** Path of a workflow that comes with this installation, by its name under `examples/workflows` without the ending. */
export function exampleWorkflow(name: string): string {
  return fileURLToPath(new URL(`${name}.py`, FOLDER));
}

/** Names of all of them; none where the installation lacks them but `direct`, which then can't be read. */
export async function exampleNames(): Promise<string[]> {
  const files = await readdir(FOLDER).catch(() => ['direct.py']);
  return files
    .filter((file) => file.endsWith('.py'))
    .map((file) => basename(file, '.py'))
    .sort();
}
