import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { usageError, type W4sError } from '../base/errors.ts';
import { listed } from '../base/listed.ts';
import { csvTask } from './scaffold/csv.ts';
import { pythonTask } from './scaffold/python.ts';
import { typescriptTask } from './scaffold/typescript.ts';
import { yamlTask } from './scaffold/yaml.ts';

/**
 * What can be written, the default first: `task.yaml` with JSON Lines or CSV,
 * TypeScript with an own scorer, or `task.yaml` with a scorer in Python.
 */
export const SCAFFOLD_KINDS = ['yaml', 'csv', 'typescript', 'python-scorer'] as const;
export type ScaffoldKind = (typeof SCAFFOLD_KINDS)[number];

export interface ScaffoldOptions {
  /** Made when it does not exist. */
  dir: string;
  /** @default 'yaml' */
  kind?: ScaffoldKind;
  /** Overwrite files that are there. @default false */
  force?: boolean;
}

const WRITERS: Readonly<Record<ScaffoldKind, (name: string) => Record<string, string>>> = {
  yaml: yamlTask,
  csv: csvTask,
  typescript: typescriptTask,
  'python-scorer': pythonTask,
};

/**
 * Writes a small task that works as it is. Returns the paths, the task file first.
 * @throws {W4sError} `file-exists` when a file is there already and `force` is off; then nothing is written
 */
export async function scaffoldTask({
  dir,
  kind = SCAFFOLD_KINDS[0],
  force = false,
}: ScaffoldOptions): Promise<string[]> {
  const folder = resolve(dir);
  const files = WRITERS[kind](nameFrom(folder));
  const paths = Object.keys(files).map((name) => join(dir, name));
  const there = paths.filter((path) => existsSync(path));
  if (there.length > 0 && !force) throw fileExists(paths, there);
  mkdirSync(folder, { recursive: true });
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

function nameFrom(folder: string): string {
  return (
    basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '') || 'my-task'
  );
}
