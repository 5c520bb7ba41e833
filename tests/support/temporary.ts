import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Makes empty folders, which go when the tests of the file that asked for this have run. */
export function temporaryFolders(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'w4s-task-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return () => mkdtempSync(join(root, 'one-'));
}
