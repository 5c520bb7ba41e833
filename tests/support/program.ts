import { globSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const built = fileURLToPath(new URL('../../dist/cli/start.js', import.meta.url));

/**
 * The file that Node runs as `w4s`: the built one, as users have it, which starts in half the time; from source where
 * something has changed since, and on another platform, where modules are made to throw one by one.
 */
export const PROGRAM = process.env.W4S_TESTS !== 'wasm' && isFresh() ? built : `${src}/cli/start.ts`;

function isFresh(): boolean {
  const since = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return globSync(`${src}/**/*`).every((file) => file.endsWith('.test.ts') || statSync(file).mtimeMs < since);
}
