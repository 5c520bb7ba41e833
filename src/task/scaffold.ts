import { basename, resolve } from 'node:path';
import { writeTaskFolder } from './folder.ts';
import { csvTask } from './scaffold/csv.ts';
import { pythonTask } from './scaffold/python.ts';
import { typescriptTask } from './scaffold/typescript.ts';
import { yamlTask } from './scaffold/yaml.ts';

/**
 * Available examples, the default first: `task.yaml` with JSON Lines or CSV, TypeScript with its own scorer, or
 * `task.yaml` with a Python scorer.
 */
export const SCAFFOLD_KINDS = ['yaml', 'csv', 'typescript', 'python-scorer'] as const;
export type ScaffoldKind = (typeof SCAFFOLD_KINDS)[number];

export interface ScaffoldOptions {
  /** Created if it does not exist. */
  dir: string;
  /** @default 'yaml' */
  kind?: ScaffoldKind;
  /** Overwrite existing files. @default false */
  force?: boolean;
}

const WRITERS: Readonly<Record<ScaffoldKind, (name: string) => Record<string, string>>> = {
  yaml: yamlTask,
  csv: csvTask,
  typescript: typescriptTask,
  'python-scorer': pythonTask,
};

/**
 * Writes a small working task. Returns the paths, the task file first.
 * @throws {W4sError} `file-exists` if a file already exists and `force` is off; nothing is then written
 */
export async function scaffoldTask({
  dir,
  kind = SCAFFOLD_KINDS[0],
  force = false,
}: ScaffoldOptions): Promise<string[]> {
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
