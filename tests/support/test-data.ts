import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where tests find the benchmark files: W4S_DATA, else `../shared/datasets` beside the repository. */
export const dataDir = resolve(
  process.env['W4S_DATA'] ?? fileURLToPath(new URL('../../../shared/datasets', import.meta.url)),
);

/**
 * Tests that need the files are skipped where there are none. The body of a skipped `describe` runs all the same:
 * read in the tests.
 */
export const noData = !existsSync(`${dataDir}/gsm8k/test.jsonl`);
