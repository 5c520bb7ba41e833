import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolderSync } from '../base/make-folder.ts';
import { usageError, type W4sError } from '../base/errors.ts';
import { listed } from '../base/listed.ts';

export interface TaskFolder {
  /** Made when it does not exist. */
  dir: string;
  /** Texts by the names of their files. */
  files: Readonly<Record<string, string>>;
  /** Overwrite files that are there. */
  force: boolean;
}

/**
 * Writes the files of a task. Returns their paths.
 * @throws {W4sError} `file-exists` when a file is there already and `force` is off; then nothing is written
 */
export function writeTaskFolder({ dir, files, force }: TaskFolder): string[] {
  const paths = Object.keys(files).map((name) => join(dir, name));
  const there = paths.filter((path) => existsSync(path));
  if (there.length > 0 && !force) throw fileExists(paths, there);
  makeFolderSync(dir);
  // A link that leads nowhere is not seen above, and is not to be written through.
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text, { flag: force ? 'w' : 'wx' });
  return paths;
}

function fileExists(paths: readonly string[], there: readonly string[]): W4sError {
  const exist = there.length === 1 ? 'exists' : 'exist';
  return usageError(
    'file-exists',
    `Expected to write ${listed(paths, ' and ')}, but ${listed(there, ' and ')} ${exist}`,
    { hint: 'Name another folder, or overwrite with --force.' },
  );
}
