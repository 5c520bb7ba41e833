import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { usageError } from '../../base/errors.ts';
import type { Task } from '../contract.ts';
import { writeTaskFolder } from '../folder.ts';
import { loadYamlTask } from '../yaml.ts';
import type { Imported, ImportFormat } from './contract.ts';
import { readImported } from './detect.ts';
import { createNotes } from './notes.ts';
import { plainName, readSource } from './source.ts';
import { taskFiles } from './write.ts';

export { IMPORT_FORMATS, type ImportFormat } from './contract.ts';

export interface ImportOptions {
  file: string;
  /** The items of a hosted evaluation, where they stand apart. */
  data?: string;
  /** Which evaluation of a file that has several. */
  only?: string;
  /** @default what the file looks like */
  from?: ImportFormat;
  /** Folder to write to. @default the name of the evaluation */
  dir?: string;
  /** Overwrite files that are there. @default false */
  force?: boolean;
}

export interface ImportResult {
  format: ImportFormat;
  task: string;
  /** Paths, the task file first. */
  files: string[];
  /** Items taken over, by split. */
  splits: Record<string, number>;
  /** What was left out, a line each. */
  leftOut: string[];
}

/** More would not be tried one by one. */
const MOST_ITEMS = 100_000;

/**
 * Writes an evaluation of promptfoo, OpenAI Evals or Inspect as a task folder, as `w4s init` does.
 * @throws {W4sError} `task-invalid` with file and line, `import-*`, `file-exists`
 */
export async function importTask({ file, data, only, from, dir, force = false }: ImportOptions): Promise<ImportResult> {
  const notes = createNotes();
  const source = { text: readSource(file), file };
  const items = data === undefined ? undefined : { text: readSource(data), file: data };
  const read = readImported({ source, data: items, only, from, notes });
  const imported = { ...read, name: (dir !== undefined && plainName(basename(resolve(dir)))) || read.name };
  const leftOut = notes.lines();
  assertItems(imported, leftOut, file);
  const folder = dir ?? freeFolder(imported.name);
  const files = writeTaskFolder({ dir: folder, files: taskFiles(imported, file, leftOut), force });
  const task = await loadYamlTask(join(folder, 'task.yaml'));
  return { format: imported.format, task: imported.name, files, splits: sizesOf(task), leftOut };
}

function assertItems({ items }: Imported, leftOut: readonly string[], file: string): void {
  const inputs = new Set(items.map(({ input }) => input)).size;
  const expected = `Expected from 2 to ${MOST_ITEMS.toLocaleString('en-US')} items of different inputs in ${file}`;
  if (inputs >= 2 && items.length <= MOST_ITEMS) return;
  const why = leftOut.slice(0, 5).map((line) => `\n  left out: ${line}`);
  throw usageError('import-empty', `${expected}, got ${items.length} with ${inputs} different inputs${why.join('')}`, {
    hint: 'Half of them steer a search and half of them test its winner.',
  });
}

/** A file of that name must not hinder, as the user has not chosen it. */
function freeFolder(name: string): string {
  return existsSync(name) ? `${name}-task` : name;
}

function sizesOf({ splits }: Task): Record<string, number> {
  return Object.fromEntries(Object.entries(splits).map(([name, items]) => [name, items.length]));
}
