import { basename, resolve } from 'node:path';
import { writeTaskFolder } from './folder.ts';
import { csvTask } from './scaffold/csv.ts';
import { pythonTask } from './scaffold/python.ts';
import { typescriptTask } from './scaffold/typescript.ts';
import { yamlTask } from './scaffold/yaml.ts';

/**
 * What can be written: `task.yaml` with JSON Lines or CSV,
 * TypeScript with an own scorer, or `task.yaml` with a scorer in Python.
 */
const SCAFFOLD_KINDS = ['yaml', 'csv', 'typescript', 'python-scorer'] as const;
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
export async function scaffoldTask({ dir, kind = 'yaml', force = false }: ScaffoldOptions): Promise<string[]> {
  return writeTaskFolder({ dir, files: WRITERS[kind](nameFrom(resolve(dir))), force });
}

function nameFrom(folder: string): string {
  return (
    basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '') || 'my-task'
  );
}
