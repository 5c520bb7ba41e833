import { createHash } from 'node:crypto';
import { access, cp, readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { W4sError } from '../base/errors.ts';

/** The Python package of this installation: the same path from `src/` and from `dist/`. */
export const TRAINER_SOURCE = fileURLToPath(new URL('../../trainer', import.meta.url));

/** Files that may lie in the package's folder without belonging to it. */
const ASIDE = /^(tests|build|dist)([\\/]|$)|(^|[\\/])(__pycache__|\.[^\\/]*|[^\\/]*\.egg-info)([\\/]|$)/;

/** SHA-256 of the package, hex. @throws {W4sError} `installation-incomplete` if it is missing. */
export async function hashSource(source: string): Promise<string> {
  try {
    await access(join(source, 'pyproject.toml'));
    const names = (await readdir(source, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => relative(source, join(entry.parentPath, entry.name)))
      .filter((name) => !ASIDE.test(name))
      .toSorted();
    const hash = createHash('sha256');
    for (const name of names)
      hash
        .update(`${name}\0`)
        .update(await readFile(join(source, name)))
        .update('\0');
    return hash.digest('hex');
  } catch (error) {
    throw new W4sError(
      'installation-incomplete',
      `This installation lacks the trainer's Python package: expected it in \`${source}\``,
      { cause: error, hint: 'Reinstall w4s.' },
    );
  }
}

/** Copies the package, since building a wheel writes next to the code, which may belong to someone else. */
export async function copySource(source: string, to: string): Promise<void> {
  await cp(source, to, { recursive: true, filter: (path) => !ASIDE.test(relative(source, path)) });
}
