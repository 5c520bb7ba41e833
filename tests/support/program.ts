import { globSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const built = fileURLToPath(new URL('../../dist/cli/start.js', import.meta.url));

/** What Node runs as `w4s` from source: for hooks that change modules one by one, such as without-linux.ts. */
export const SOURCE_PROGRAM = `${src}/cli/start.ts`;

/**
 * What Node runs as `w4s`: the built one, as users have it, which starts in half the time; from source where something
 * has changed since.
 */
export const PROGRAM = isFresh() ? built : SOURCE_PROGRAM;

function isFresh(): boolean {
  const since = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return globSync(`${src}/**/*.*`).every((file) => file.endsWith('.test.ts') || statSync(file).mtimeMs < since);
}
