import { mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';

/**
 * Makes a folder with those above it. By its absolute path: in a working directory that was deleted, Node's `mkdir`
 * tries a relative one forever.
 */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(resolve(path), { recursive: true });
}

/** {@link makeFolder}, before it returns. */
export function makeFolderSync(path: string): void {
  mkdirSync(resolve(path), { recursive: true });
}
